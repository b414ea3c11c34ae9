package io.quorate.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.AclEntry;
import io.quorate.model.CreateFlags;
import io.quorate.model.Request;
import io.quorate.model.Znode;
import org.junit.jupiter.api.Test;

/** What watches hear of: semantics 8.2 and 8.3. */
class EventsTest {

    private final Server server = Server.standing();

    @Test
    void createIsHeardOnTheNodeThenOnTheParent() {
        server.create("/a");
        assertThat(server.events()).isEqualTo("created(/a) children(/)");
        server.create("/a/b");
        assertThat(server.events()).isEqualTo("created(/a/b) children(/a)");
    }

    @Test
    void deleteIsHeardOnTheNodeThenOnTheParent() {
        server.create("/a");
        server.events();
        server.delete("/a");
        assertThat(server.events()).isEqualTo("deleted(/a) children(/)");
    }

    @Test
    void setDataIsHeardEvenWithTheSameContent() {
        server.create("/a", "x");
        server.events();
        server.set("/a", "x");
        assertThat(server.events()).isEqualTo("changed(/a)");
    }

    @Test
    void setAclAndRefusalsAreSilent() {
        server.create("/a");
        server.events();
        server.setAcl("/a", -1, AclEntry.OPEN.get(0));
        server.create("/a");
        server.multi(Server.creating("/b"), Server.creating("/a"));
        server.write(new Request.CreateSession(1));
        assertThat(server.events()).isEmpty();
    }

    @Test
    void theDecidingAclIsNamed() {
        server.createWith("/a", Server.everything(Server.ALICE));
        server.as(Server.SESSION, Server.ALICE).createWith("/a/b", Server.everything(Server.BOB));
        server.delete("/a/b");
        assertThat(server.events())
                .isEqualTo(
                        "created(/a)[digest:alice:a] children(/) "
                                + "created(/a/b)[digest:bob:b] children(/a)[digest:alice:a] "
                                + "deleted(/a/b)[digest:bob:b] children(/a)[digest:alice:a]");
    }

    @Test
    void partsOfAMultiAreHeardInOrder() {
        server.multi(Server.creating("/a"), Server.setting("/a", "x", 0), Server.deleting("/a"));
        assertThat(server.events())
                .isEqualTo("created(/a) children(/) changed(/a) deleted(/a) children(/)");
    }

    @Test
    void expiryIsADelete() {
        server.create("/a", CreateFlags.CONTAINER);
        server.events();
        server.write(new Request.DeleteContainer(Znode.of("/a")));
        assertThat(server.events()).isEqualTo("deleted(/a) children(/)");
    }
}
