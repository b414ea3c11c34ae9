package io.quorate.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.model.AclEntry;
import io.quorate.model.CreateFlags;
import io.quorate.model.OpCode;
import io.quorate.model.Request;
import io.quorate.model.Znode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a create inside a multi becomes, as observed on ZooKeeper 3.9.5. */
class MultiCreateTest {

    private static final Znode PATH = Znode.of("/a");

    @Test
    void theContainerFlagMakesAContainerOfEveryCreate() throws Exception {
        for (int op :
                new int[] {
                    OpCode.CREATE, OpCode.CREATE2, OpCode.CREATE_CONTAINER, OpCode.CREATE_TTL
                }) {
            assertThat(decoded(op, PATH, AclEntry.OPEN, CreateFlags.CONTAINER).op())
                    .isEqualTo(OpCode.CREATE_CONTAINER);
        }
    }

    @Test
    void aTtlCreateWithoutTheFlagIsAPlainCreate() throws Exception {
        for (int flags = CreateFlags.PERSISTENT;
                flags <= CreateFlags.EPHEMERAL_SEQUENTIAL;
                flags++) {
            assertThat(decoded(OpCode.CREATE_TTL, PATH, AclEntry.OPEN, flags).op())
                    .isEqualTo(OpCode.CREATE);
        }
        assertThat(decoded(OpCode.CREATE_TTL, PATH, AclEntry.OPEN, CreateFlags.TTL).op())
                .isEqualTo(OpCode.CREATE_TTL);
        assertThat(decoded(OpCode.CREATE_TTL, PATH, AclEntry.OPEN, 7).flags())
                .as("refused later")
                .isEqualTo(7);
    }

    @Test
    void otherCreatesMayNotCarryTtlOrUnknownFlags() {
        for (int op : new int[] {OpCode.CREATE, OpCode.CREATE2, OpCode.CREATE_CONTAINER}) {
            for (int flags : new int[] {-1, CreateFlags.TTL, CreateFlags.TTL_SEQUENTIAL, 7}) {
                assertThatThrownBy(() -> decoded(op, PATH, AclEntry.OPEN, flags))
                        .isInstanceOf(MalformedRecord.class);
            }
        }
    }

    @Test
    void aNullAclDrawsNoNumberAndANullPathDoes() {
        assertThatThrownBy(() -> decoded(OpCode.CREATE, PATH, null, CreateFlags.PERSISTENT))
                .isInstanceOfSatisfying(
                        MalformedRecord.class, fault -> assertThat(fault.isUnnumbered()).isTrue());
        assertThatThrownBy(
                        () -> decoded(OpCode.CREATE, null, AclEntry.OPEN, CreateFlags.PERSISTENT))
                .isInstanceOfSatisfying(
                        MalformedRecord.class, fault -> assertThat(fault.isUnnumbered()).isFalse());
    }

    @Test
    void aNullAclBehindANullPathDecides() {
        Request nowhere = new Request.Delete(null, -1);
        Request create =
                new Request.Create(OpCode.CREATE, PATH, null, null, CreateFlags.PERSISTENT, -1);
        assertThatThrownBy(
                        () ->
                                decoded(
                                        new Request.Multi(
                                                List.of(
                                                        (Request.Write) nowhere,
                                                        (Request.Write) create))))
                .isInstanceOfSatisfying(
                        MalformedRecord.class, fault -> assertThat(fault.isUnnumbered()).isTrue());
    }

    private static Request.Create decoded(int op, Znode path, List<AclEntry> acl, int flags)
            throws MalformedRecord {
        Request decoded =
                decoded(
                        new Request.Multi(
                                List.of(new Request.Create(op, path, null, acl, flags, 1000))));
        return (Request.Create) ((Request.Multi) decoded).parts().get(0);
    }

    private static Request decoded(Request multi) throws MalformedRecord {
        JuteWriter out = new JuteWriter();
        RequestCodec.encode(multi, out);
        byte[] body = out.toByteArray();
        return RequestCodec.decode(OpCode.MULTI, new JuteReader().reset(body, 0, body.length));
    }
}
