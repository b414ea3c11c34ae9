package io.quorate.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.model.AclEntry;
import io.quorate.model.LoggedTxn;
import io.quorate.model.OpCode;
import io.quorate.model.Txn;
import io.quorate.model.TxnHeader;
import io.quorate.model.Znode;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TxnCodecTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "log.1.listing.txt",
                "log.2a.listing.txt",
                "legacy/no-digest.listing.txt",
                "ensemble.listing.txt"
            })
    void payloadsOfRealLogsReencodeByteForByte(String listing) throws MalformedRecord {
        List<byte[]> payloads = Vectors.payloads(listing);
        assertThat(payloads).isNotEmpty();
        for (byte[] payload : payloads) {
            LoggedTxn logged = TxnCodec.decode(payload);
            assertThat(HexFormat.of().formatHex(TxnCodec.encode(logged)))
                    .isEqualTo(HexFormat.of().formatHex(payload));
            assertThat(logged.hasDigest())
                    .isEqualTo(
                            !listing.startsWith("legacy")
                                    && !(logged.txn() instanceof Txn.Refused));
        }
    }

    @Test
    void readsMultisOfTheLog() throws MalformedRecord {
        List<byte[]> payloads = Vectors.payloads("log.1.listing.txt");
        Txn.Multi done = (Txn.Multi) TxnCodec.decode(payloads.get(0x1b)).txn();
        assertThat(done.parts()).noneMatch(Txn.Refused.class::isInstance);
        Txn.Multi failed = (Txn.Multi) TxnCodec.decode(payloads.get(0x1c)).txn();
        assertThat(failed.parts()).endsWith(new Txn.Refused(-103), new Txn.Refused(-2));
    }

    @Test
    void oldCreatesLackTheParentCounter() throws MalformedRecord {
        List<byte[]> payloads = Vectors.payloads("legacy/create-v0.listing.txt");
        LoggedTxn create = TxnCodec.decode(payloads.get(1));
        assertThat(create.hasDigest()).isFalse();
        assertThat(create.txn())
                .isInstanceOfSatisfying(
                        Txn.Create.class, t -> assertThat(t.parentCversion()).isEqualTo(-1));
        assertThat(TxnCodec.decode(payloads.get(4)).txn()).isEqualTo(new Txn.CloseSession(null));
    }

    @Test
    void aCloseWithoutListKeepsItsDigest() throws MalformedRecord {
        TxnHeader header = new TxnHeader(7, 0, 9, 1, OpCode.CLOSE_SESSION);
        assertThat(
                        TxnCodec.decode(
                                TxnCodec.encode(header, new Txn.CloseSession(null), 0x1234567890L)))
                .isEqualTo(
                        new LoggedTxn(header, new Txn.CloseSession(null), true, 2, 0x1234567890L));
        // Looks like a list of two strings that ends too early, and like one with bytes behind it.
        for (long digest :
                new long[] {0x0000000100000000L, 0x0000000000000001L, -1L, 0x00000000ffffffffL}) {
            LoggedTxn back =
                    TxnCodec.decode(TxnCodec.encode(header, new Txn.CloseSession(null), digest));
            assertThat(back.hasDigest()).as(Long.toHexString(digest)).isTrue();
            assertThat(back.digest()).isEqualTo(digest);
        }
    }

    @Test
    void aCloseWithListAndDigest() throws MalformedRecord {
        TxnHeader header = new TxnHeader(7, 0, 9, 1, OpCode.CLOSE_SESSION);
        Txn.CloseSession close = new Txn.CloseSession(List.of(Znode.of("/a"), Znode.of("/b")));
        assertThat(TxnCodec.decode(TxnCodec.encode(header, close, 5)))
                .isEqualTo(new LoggedTxn(header, close, true, 2, 5));
        assertThat(TxnCodec.decode(TxnCodec.encode(header, close)))
                .isEqualTo(new LoggedTxn(header, close, false, 0, 0));
        Txn.CloseSession none = new Txn.CloseSession(List.of());
        assertThat(TxnCodec.decode(TxnCodec.encode(header, none, 5)))
                .isEqualTo(new LoggedTxn(header, none, true, 2, 5));
    }

    @Test
    void refusesUnknownTypesAndShortBodies() {
        TxnHeader header = new TxnHeader(7, 1, 9, 1, OpCode.SET_ACL);
        byte[] setAcl = TxnCodec.encode(header, new Txn.SetAcl(Znode.of("/a"), AclEntry.OPEN, 1));
        byte[] unknown = setAcl.clone();
        unknown[31] = 99;
        assertThatThrownBy(() -> TxnCodec.decode(unknown))
                .isInstanceOf(MalformedRecord.class)
                .hasMessage("transaction type 99");
        for (int length = 0; length < setAcl.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(setAcl, length);
            assertThatThrownBy(() -> TxnCodec.decode(cut)).isInstanceOf(MalformedRecord.class);
        }
        byte[] multi =
                TxnCodec.encode(
                        new TxnHeader(7, 1, 9, 1, OpCode.MULTI),
                        new Txn.Multi(List.of(new Txn.SetAcl(Znode.of("/a"), AclEntry.OPEN, 1))));
        assertThatThrownBy(() -> TxnCodec.decode(multi))
                .isInstanceOf(MalformedRecord.class)
                .hasMessage("transaction type 7");
    }

    @Test
    void headerAndBodyMustAgree() {
        assertThatThrownBy(
                        () ->
                                TxnCodec.encode(
                                        new TxnHeader(7, 1, 9, 1, OpCode.DELETE),
                                        new Txn.Refused(-101)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
