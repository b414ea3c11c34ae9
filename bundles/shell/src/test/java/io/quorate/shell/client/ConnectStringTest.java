package io.quorate.shell.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ConnectStringTest {

    @Test
    void hostsPortsAndChroot() throws PathFault {
        ConnectString where = ConnectString.parse("a:1, b ,[::1]:3,[fe80::1]/chroot/x");
        assertThat(where.hosts())
                .extracting(ConnectString.Host::toString)
                .containsExactly("a:1", "b:2181", "[::1]:3", "[fe80::1]:2181");
        assertThat(where.toServer("/")).isEqualTo("/chroot/x");
        assertThat(where.toServer("/y")).isEqualTo("/chroot/x/y");
        assertThat(where.toUser("/chroot/x")).isEqualTo("/");
        assertThat(where.toUser("/chroot/x/y")).isEqualTo("/y");
        assertThat(where.toUser("/chroot/xy")).isEqualTo("/chroot/xy");
        assertThat(ConnectString.parse("a/").chroot()).isEmpty();
    }

    @Test
    void whatIsWrongIsNamed() {
        assertThatThrownBy(() -> ConnectString.parse("a/b/"))
                .hasMessage("Path must not end with / character");
        assertThatThrownBy(() -> ConnectString.parse("a:x")).hasMessageContaining("a:x");
        assertThatThrownBy(() -> ConnectString.parse("a:70000")).hasMessageContaining("a:70000");
        assertThatThrownBy(() -> ConnectString.parse(",")).isInstanceOf(PathFault.class);
    }
}
