package io.quorate.server;

import io.quorate.auth.AuthScheme;
import io.quorate.consensus.ConsensusFactory;
import io.quorate.election.ElectionFactory;
import io.quorate.gate.client.settings.GateSettings;
import io.quorate.replica.settings.ReplicaSettings;
import io.quorate.runtime.FaultPolicy;
import io.quorate.runtime.HaltProcess;
import io.quorate.storage.StorageDirs;
import io.quorate.storage.StorageException;
import io.quorate.storage.StorageFactory;
import io.quorate.storage.StorageSettings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a server is to be made of. Storage and consensus must be named; everything else is as a
 * server without any key of its own has it. One thread.
 */
public final class QuorateServerBuilder {

    @SuppressWarnings("NullAway.Init") // asked for before the server is built
    private StorageFactory storage;

    @SuppressWarnings("NullAway.Init") // comes with the storage
    private StorageDirs dirs;

    private StorageSettings storageSettings = StorageSettings.DEFAULTS;

    @SuppressWarnings("NullAway.Init") // asked for before the server is built
    private ConsensusFactory consensus;

    private @Nullable ElectionFactory election;
    private @Nullable EnsembleMember ensemble;
    private @Nullable ReplicaSettings settings;
    private GateSettings gate = GateSettings.at("", 2181);
    private final List<AuthScheme> schemes = new ArrayList<>();
    private Set<String> commands = Set.of("srvr");
    private int ioThreads = 1;
    private FaultPolicy faults = new HaltProcess();

    QuorateServerBuilder() {}

    /** Which storage, and where; its directories are made if they are not there. */
    public QuorateServerBuilder storage(StorageFactory factory, StorageDirs directories) {
        storage = Objects.requireNonNull(factory, "a server needs a storage");
        dirs = Objects.requireNonNull(directories, "a storage needs its directories");
        return this;
    }

    /** Settings of the storage. */
    public QuorateServerBuilder storageSettings(StorageSettings wanted) {
        storageSettings = wanted;
        return this;
    }

    /** How servers agree; whether it is for one server or for several, it says itself. */
    public QuorateServerBuilder consensus(ConsensusFactory factory) {
        consensus = factory;
        return this;
    }

    /** An election, if the consensus needs one. */
    public QuorateServerBuilder election(ElectionFactory factory) {
        election = factory;
        return this;
    }

    /** The server is one of several. */
    public QuorateServerBuilder ensemble(EnsembleMember member) {
        ensemble = member;
        return this;
    }

    /**
     * Settings of sessions, snapshots, limits and authentication. Must fit {@link #ensemble}: of a
     * member with its number and length of a tick, or of a standalone server.
     */
    public QuorateServerBuilder replica(ReplicaSettings wanted) {
        settings = wanted;
        return this;
    }

    /** Where clients come in, and how many. */
    public QuorateServerBuilder gate(GateSettings wanted) {
        gate = wanted;
        return this;
    }

    /** Schemes of authentication; without any there is only {@code world}. */
    public QuorateServerBuilder auth(AuthScheme... more) {
        Collections.addAll(schemes, more);
        return this;
    }

    /**
     * The four-letter commands that are answered: {@code srvr} always, {@code *} all but {@code
     * hand}, which must be named.
     */
    public QuorateServerBuilder commands(Set<String> names) {
        commands = Set.copyOf(names);
        return this;
    }

    /** Threads that serve sockets; with one, a request is answered without a hand-off. */
    public QuorateServerBuilder ioThreads(int count) {
        ioThreads = count;
        return this;
    }

    /**
     * What becomes of faults after which the state could not be trusted. Unless it is said the
     * process is halted, as that of a server is.
     */
    public QuorateServerBuilder faults(FaultPolicy policy) {
        faults = policy;
        return this;
    }

    /**
     * Opens the storage, replays the log and opens the port for clients. Alone, it has served by
     * then; among others, it takes part.
     *
     * @throws StorageException the directory cannot be opened; the message names file and reason
     * @throws IllegalStateException what was named does not fit together
     */
    public QuorateServer start() throws StorageException {
        Objects.requireNonNull(storage, "a server needs a storage");
        Objects.requireNonNull(consensus, "a server needs a consensus");
        check();
        return new QuorateServer(this);
    }

    private void check() {
        String named = "consensus " + consensus.protocol();
        if (ensemble == null && consensus.needsPeers()) {
            throw new IllegalStateException(
                    named + " needs other servers, but there is no ensemble");
        }
        if (ensemble != null && !consensus.needsPeers()) {
            throw new IllegalStateException(named + " serves a standalone server, not an ensemble");
        }
        if (ensemble != null && consensus.needsElection() && election == null) {
            throw new IllegalStateException(named + " needs an election");
        }
        checkReplica();
    }

    private void checkReplica() {
        if (settings().standalone() != (ensemble == null)) {
            throw new IllegalStateException(
                    ensemble == null
                            ? "the replica has the settings of a member, but there is no ensemble"
                            : "the replica has the settings of a standalone server, not of a member");
        }
        if (ensemble == null) {
            return;
        }
        long member = ensemble.settings().self().value();
        if (settings().serverId() != member) {
            throw new IllegalStateException(
                    "the replica has the settings of server "
                            + settings().serverId()
                            + ", but the member is server "
                            + member);
        }
        if (settings().tickMillis() != ensemble.settings().tickMillis()) {
            throw new IllegalStateException(
                    "a tick of the replica is "
                            + settings().tickMillis()
                            + " ms, one of the member "
                            + ensemble.settings().tickMillis()
                            + " ms");
        }
    }

    StorageFactory storage() {
        return storage;
    }

    StorageDirs dirs() {
        return dirs;
    }

    StorageSettings storageSettings() {
        return storageSettings;
    }

    ConsensusFactory consensus() {
        return consensus;
    }

    @Nullable ElectionFactory election() {
        return election;
    }

    @Nullable EnsembleMember ensemble() {
        return ensemble;
    }

    ReplicaSettings settings() {
        if (settings != null) {
            return settings;
        }
        return ensemble == null
                ? ReplicaSettings.ofStandalone()
                : ReplicaSettings.ofMember(ensemble.settings().self().value());
    }

    GateSettings gate() {
        return gate;
    }

    List<AuthScheme> schemes() {
        return schemes;
    }

    Set<String> commands() {
        return commands;
    }

    int ioThreads() {
        return ioThreads;
    }

    FaultPolicy faults() {
        return faults;
    }
}
