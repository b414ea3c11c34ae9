package io.quorate.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.model.AclEntry;
import io.quorate.model.Identity;
import io.quorate.model.Stat;
import io.quorate.model.Znode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class JuteTest {

    @Test
    void readsBackWhatItWrote() throws MalformedRecord {
        Stat stat = new Stat(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        List<AclEntry> acl =
                List.of(
                        new AclEntry(3, new Identity("digest", "u:h")),
                        new AclEntry(1, new Identity(null, "")));
        JuteWriter writer = new JuteWriter(1);
        writer.int8(-2)
                .bool(true)
                .int32(-7)
                .int64(Long.MIN_VALUE)
                .ustring("hé世")
                .ustring(null)
                .buffer(null)
                .buffer(new byte[] {9, 8});
        writer.path(Znode.of("/a"))
                .path(null)
                .paths(List.of(Znode.of("/b"), Znode.of("")))
                .acl(acl)
                .acl(null)
                .stat(stat);
        writer.names(List.of("x".getBytes(StandardCharsets.UTF_8)));

        JuteReader reader = new JuteReader(writer.toByteArray());
        assertThat(reader.int8()).isEqualTo((byte) -2);
        assertThat(reader.bool()).isTrue();
        assertThat(reader.int32()).isEqualTo(-7);
        assertThat(reader.int64()).isEqualTo(Long.MIN_VALUE);
        assertThat(reader.ustring()).isEqualTo("hé世");
        assertThat(reader.ustring()).isNull();
        assertThat(reader.buffer()).isNull();
        assertThat(reader.buffer()).containsExactly(9, 8);
        assertThat(reader.path()).isEqualTo(Znode.of("/a"));
        assertThat(reader.path()).isNull();
        assertThat(reader.paths()).containsExactly(Znode.of("/b"), Znode.of(""));
        assertThat(reader.acl()).isEqualTo(acl);
        assertThat(reader.acl()).isNull();
        assertThat(reader.stat()).isEqualTo(stat);
        assertThat(reader.ustrings()).containsExactly("x");
        assertThat(reader.remaining()).isZero();
    }

    @Test
    void patchesALengthWrittenBefore() throws MalformedRecord {
        JuteWriter writer = new JuteWriter();
        writer.int32(0).int64(5);
        writer.patchInt32(0, writer.size() - 4);
        assertThat(new JuteReader(writer.toByteArray()).int32()).isEqualTo(8);
        assertThatThrownBy(() -> writer.patchInt32(9, 0))
                .isInstanceOf(IndexOutOfBoundsException.class);
        writer.truncate(4);
        assertThat(writer.size()).isEqualTo(4);
        assertThat(writer.reset().size()).isZero();
    }

    @Test
    void refusesLengthsAndCountsTheBytesDoNotCover() {
        assertMalformed("length beyond the end of the record", r -> r.ustring(), 0, 0, 0, 5, 'a');
        assertMalformed("negative length", r -> r.buffer(), 0xff, 0xff, 0xff, 0xfe);
        assertMalformed(
                "length beyond the end of the record", r -> r.path(), 0x7f, 0xff, 0xff, 0xff);
        assertMalformed(
                "count larger than the rest of the record",
                r -> r.paths(),
                0x7f,
                0xff,
                0xff,
                0xff,
                0,
                0,
                0,
                0);
        assertMalformed(
                "count larger than the rest of the record",
                r -> r.acl(),
                0,
                0,
                0,
                2,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0);
        assertMalformed("record too short", r -> r.int64(), 0, 0, 0);
        assertMalformed("record too short", r -> r.bool());
        assertMalformed("null path in a list", r -> r.paths(), 0, 0, 0, 1, 0xff, 0xff, 0xff, 0xff);
        assertMalformed(
                "length above the limit", r -> r.boundLengths(1).buffer(), 0, 0, 0, 2, 1, 1);
    }

    @Test
    void negativeCountsOtherThanMinusOneAreEmpty() throws MalformedRecord {
        assertThat(reader(0xff, 0xff, 0xff, 0xfe).acl()).isEmpty();
        assertThat(reader(0xff, 0xff, 0xff, 0xff).acl()).isNull();
    }

    @Test
    void openAclIsTheSharedConstant() throws MalformedRecord {
        byte[] bytes = new JuteWriter().acl(AclEntry.OPEN).toByteArray();
        assertThat(new JuteReader(bytes).acl()).isSameAs(AclEntry.OPEN);
    }

    @Test
    void pathsThatAreNotUtf8BecomeTheReplacementCharacter() throws MalformedRecord {
        Znode path = reader(0, 0, 0, 2, '/', 0xff).path();
        assertThat(path).isEqualTo(Znode.of("/\ufffd"));
    }

    @Test
    void malformedRecordsCarryNoStackTrace() {
        assertThat(new MalformedRecord("x").getStackTrace()).isEmpty();
    }

    private interface Read {
        Object from(JuteReader reader) throws MalformedRecord;
    }

    private static void assertMalformed(String message, Read read, int... bytes) {
        assertThatThrownBy(() -> read.from(reader(bytes)))
                .isInstanceOf(MalformedRecord.class)
                .hasMessage(message);
    }

    private static JuteReader reader(int... bytes) {
        byte[] array = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            array[i] = (byte) bytes[i];
        }
        return new JuteReader(array);
    }
}
