package io.quorate.replica;

import io.quorate.model.Znode;
import io.quorate.storage.Checkpoint;
import io.quorate.storage.DebtLimits;
import io.quorate.storage.PinnedView;
import io.quorate.storage.SnapshotBody;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeStore;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * A storage engine as it is, but that a test says how it does: how much debt it has, which views it
 * ends, which nodes are on the disk only.
 */
final class StrainedStorage {

    final StorageEngine engine;

    DebtLimits limits = DebtLimits.NONE;

    /** Below 0: what it really is. */
    long debt = -1;

    boolean readsMayBlock;

    /** Whether a checkpoint fails. */
    boolean failing;

    /** Checkpoints that were begun. */
    int checkpoints;

    /** Paths whose read has to wait for the disk. */
    final Set<Znode> cold = new HashSet<>();

    /** Whether what was loaded is gone before anybody has read it. */
    boolean forgetful;

    /** Paths that were loaded, in order. */
    final List<String> loaded = new ArrayList<>();

    /** What it does by chance: views that end, nodes that are on the disk only; null: nothing. */
    Random mood;

    /** Views that were pinned and not closed. */
    int open;

    private int ended;
    private int pinned;

    StrainedStorage(StorageEngine real) {
        TreeStore tree = proxy(TreeStore.class, real.tree(), this::tree);
        engine =
                proxy(
                        StorageEngine.class,
                        real,
                        (self, name, arguments) -> name.equals("tree") ? tree : null);
    }

    /** Views pinned so far. */
    int pinned() {
        return pinned;
    }

    /** All views pinned so far end. */
    void endViews() {
        ended = pinned;
    }

    /** Every view ends as soon as it is pinned. */
    void endViewsToCome() {
        ended = Integer.MAX_VALUE;
    }

    /** So many views end as soon as they are pinned. */
    void endViewsToCome(int count) {
        ended = pinned + count;
    }

    /** Views that are pinned from now on last. */
    void lastAgain() {
        ended = pinned;
    }

    /** Null: as the real one answers. */
    private Object tree(Object real, String name, Object[] arguments) throws StorageException {
        TreeStore tree = (TreeStore) real;
        return switch (name) {
            case "debtLimits" -> limits;
            case "debt" -> debt < 0 ? null : (Object) debt;
            case "readsMayBlock" -> readsMayBlock;
            case "isResident" ->
                    mood == null ? !cold.contains((Znode) arguments[0]) : mood.nextInt(4) > 0;
            case "load" -> {
                if (!forgetful) {
                    cold.remove((Znode) arguments[0]);
                }
                loaded.add(arguments[0].toString());
                yield this; // nothing is made of it
            }
            case "pin" -> {
                if (mood != null && mood.nextInt(3) == 0) {
                    endViews();
                }
                yield view(tree.pin(), ++pinned);
            }
            case "beginCheckpoint" -> {
                checkpoints++;
                yield null;
            }
            case "complete" -> tree.complete(((Failing) arguments[0]).real());
            default -> null;
        };
    }

    /** A checkpoint that fails if it is to. */
    private final class Failing implements Checkpoint {
        private final Checkpoint real;

        Failing(Checkpoint real) {
            this.real = real;
        }

        Checkpoint real() {
            return real;
        }

        @Override
        public long zxid() {
            return real.zxid();
        }

        @Override
        public void journalIsDurable() throws StorageException {
            real.journalIsDurable();
        }

        @Override
        public void write() throws StorageException {
            if (failing) {
                throw new StorageException(StorageException.Kind.NO_SPACE, "no space is left");
            }
            real.write();
        }
    }

    private PinnedView view(PinnedView real, int number) {
        open++;
        boolean[] closed = {false};
        return proxy(
                PinnedView.class,
                real,
                (self, name, arguments) -> {
                    switch (name) {
                        case "close" -> {
                            open -= closed[0] ? 0 : 1;
                            closed[0] = true;
                        }
                        case "position", "counts" -> {}
                        case "body" -> {
                            SnapshotBody body = real.body();
                            return (SnapshotBody)
                                    bytesMax -> {
                                        check(number);
                                        return body.next(bytesMax);
                                    };
                        }
                        default -> check(number);
                    }
                    return null;
                });
    }

    private void check(int number) throws StorageException {
        if (number <= ended) {
            throw new StorageException(StorageException.Kind.EXPIRED, "the view was ended");
        }
    }

    /** What is answered instead of the real answer; null: nothing. */
    @FunctionalInterface
    private interface Instead {
        Object of(Object real, String name, Object[] arguments) throws StorageException;
    }

    private <T> T proxy(Class<T> type, T real, Instead instead) {
        InvocationHandler handler =
                (self, method, arguments) -> {
                    Object other = instead.of(real, method.getName(), arguments);
                    if (other != null) {
                        return method.getReturnType() == void.class ? null : other;
                    }
                    try {
                        Object answer = method.invoke(real, arguments);
                        return answer instanceof Checkpoint checkpoint
                                ? new Failing(checkpoint)
                                : answer;
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                };
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
