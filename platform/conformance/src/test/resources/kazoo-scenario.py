"""What kazoo users do, against the address given; ends with an exception where something is not as it should be."""
import sys
import threading

from kazoo.client import KazooClient
from kazoo.exceptions import BadVersionError, NoAuthError, NodeExistsError, NoNodeError, NotEmptyError
from kazoo.security import make_digest_acl


def connected(**more):
    client = KazooClient(hosts=sys.argv[1], timeout=10, **more)
    client.start(timeout=20)
    return client


def raises(error, action, *arguments, **more):
    try:
        action(*arguments, **more)
    except error:
        return
    raise AssertionError("no %s" % error.__name__)


one, two = connected(), connected()
one.create("/k", b"x")
raises(NodeExistsError, one.create, "/k")
raises(NoNodeError, one.get, "/nothing")
assert one.get("/k")[0] == b"x"
assert one.set("/k", b"y", version=0).version == 1
raises(BadVersionError, one.set, "/k", b"z", version=0)
assert one.create("/k/s-", sequence=True) == "/k/s-0000000000"
raises(NotEmptyError, one.delete, "/k")
one.create("/k/e", ephemeral=True)
assert two.exists("/k/e").ephemeralOwner == one.client_id[0]
gone = threading.Event()
two.get("/k/e", watch=lambda event: gone.set() if event.type == "DELETED" else None)
one.delete("/k/e")
assert gone.wait(20)
transaction = one.transaction()
transaction.create("/k/t", b"1")
transaction.check("/k", 1)
transaction.set_data("/k/t", b"2")
assert len(transaction.commit()) == 3
assert one.get("/k/t")[0] == b"2"
seen, changed = [], threading.Event()


@two.ChildrenWatch("/k")
def children(names):
    seen.append(sorted(names))
    if "late" in names:
        changed.set()


one.create("/k/late")
assert changed.wait(20), seen
lock, other = one.Lock("/lock", "one"), two.Lock("/lock", "two")
assert lock.acquire(timeout=20)
assert not other.acquire(blocking=False)
lock.release()
assert other.acquire(timeout=20)
other.release()
counter = one.Counter("/counter")
counter += 3
assert two.Counter("/counter").value == 3
queue = one.Queue("/queue")
queue.put(b"a")
assert two.Queue("/queue").get() == b"a"
party = one.Party("/party", "one")
party.join()
assert list(two.Party("/party")) == ["one"]
one.create("/k/secret", b"s", acl=[make_digest_acl("u", "p", all=True)])
raises(NoAuthError, two.get, "/k/secret")
two.add_auth("digest", "u:p")
assert two.get("/k/secret")[0] == b"s"
assert one.sync("/k") == "/k"
two.delete("/k", recursive=True)
for client in (one, two):
    client.stop()
    client.close()
