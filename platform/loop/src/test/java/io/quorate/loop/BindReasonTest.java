package io.quorate.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class BindReasonTest {

    @Test
    void whatNettyAndTheJdkSayBecomesASentence() {
        String taken = "the port is in use by another process";
        assertThat(
                        BindReason.of(
                                new IOException(
                                        "bind(..) failed with error(-98): Address already in use")))
                .isEqualTo(taken);
        assertThat(BindReason.of(new BindException("Address already in use"))).isEqualTo(taken);
        assertThat(
                        BindReason.of(
                                new IOException(
                                        "bind(..) failed with error(-99): Cannot assign requested address")))
                .isEqualTo("this machine does not have that address");
        assertThat(
                        BindReason.of(
                                new IOException(
                                        "bind(..) failed with error(-13): Permission denied")))
                .startsWith("permission denied");
        assertThat(BindReason.of(new IOException("bind(..) failed with error(-5): I/O error")))
                .isEqualTo("I/O error");
        assertThat(BindReason.of(new IOException("something else"))).isEqualTo("something else");
    }

    @Test
    void anAddressIsWrittenAsInTheConfiguration() {
        assertThat(BindReason.text(new InetSocketAddress("127.0.0.1", 2181)))
                .isEqualTo("127.0.0.1:2181");
        assertThat(BindReason.text(InetSocketAddress.createUnresolved("zoo1", 2181)))
                .isEqualTo("zoo1:2181");
        assertThat(BindReason.text(new InetSocketAddress("::1", 2181)))
                .isEqualTo("[0:0:0:0:0:0:0:1]:2181");
    }
}
