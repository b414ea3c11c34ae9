package io.quorate.replica;

import io.quorate.auth.AuthScheme;
import io.quorate.config.MembershipFiles;
import io.quorate.consensus.ConsensusFactory;
import io.quorate.election.ElectionFactory;
import io.quorate.model.Membership;
import io.quorate.model.MembershipText;
import io.quorate.model.ServerId;
import io.quorate.peer.EnsembleSettings;
import io.quorate.peer.host.PeerLinks;
import io.quorate.replica.auth.AuthProvider;
import io.quorate.replica.auth.AuthSchemes;
import io.quorate.replica.driver.Peers;
import io.quorate.replica.host.ReplicaHost;
import io.quorate.replica.host.ReplicaStorageHost;
import io.quorate.replica.host.Workers;
import io.quorate.replica.log.PacedBudget;
import io.quorate.replica.membership.ConfiguredClientAddress;
import io.quorate.replica.membership.MembershipInFiles;
import io.quorate.replica.membership.MembershipInMetadata;
import io.quorate.replica.membership.MembershipStore;
import io.quorate.replica.settings.ReplicaSettings;
import io.quorate.runtime.Clock;
import io.quorate.runtime.FaultPolicy;
import io.quorate.runtime.HaltProcess;
import io.quorate.runtime.Loop;
import io.quorate.runtime.disk.FileDisk;
import io.quorate.service.ClientGate;
import io.quorate.service.PluginInUse;
import io.quorate.service.RequestHandler;
import io.quorate.storage.IoBudget;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.StorageException;
import io.quorate.storage.StorageFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.ComponentServiceObjects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the replica to life from its configuration and the plugins chosen there; offers the {@link
 * RequestHandler} once clients can be served.
 */
@Component(
        name = "io.quorate.replica",
        configurationPid = "io.quorate.replica",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true)
public final class ReplicaComponent {

    private static final Logger LOG = LoggerFactory.getLogger(ReplicaComponent.class);

    /** Begins the properties that are options of the ensemble. */
    private static final String ENSEMBLE = "ensemble.";

    private final AuthSchemes schemes = new AuthSchemes();
    private final ConfiguredClientAddress clientAddress = new ConfiguredClientAddress();

    @Reference(name = "storage")
    @SuppressWarnings("NullAway.Init") // injected
    private StorageFactory storage;

    @Reference(name = "consensus")
    @SuppressWarnings("NullAway.Init") // injected
    private ConsensusFactory consensus;

    /** Where there is one; the consensus says whether it needs it. */
    @Reference(name = "election", cardinality = ReferenceCardinality.OPTIONAL)
    private @Nullable ElectionFactory election;

    /** Demanded (by a minimum cardinality in the configuration) where there are other servers. */
    @Reference(name = "links", cardinality = ReferenceCardinality.OPTIONAL)
    private @Nullable PeerLinks links;

    @Reference(name = "loop")
    @SuppressWarnings("NullAway.Init") // injected
    private Loop loop;

    @SuppressWarnings("NullAway.Init") // made when it is activated
    private Replica replica;

    /** Null where background writing has no pace. */
    private @Nullable PacedBudget pace;

    @SuppressWarnings("NullAway.Init") // as replica
    private ServiceRegistration<RequestHandler> registration;

    /**
     * Opens the storage, replays the log and waits until clients are served.
     *
     * @throws StorageException the directory cannot be opened; the message names file and reason
     */
    @Activate
    void start(BundleContext bundle, ReplicaConfig config, Map<String, Object> properties)
            throws StorageException {
        checkPlugins(config);
        ReplicaSettings settings = ReplicaConfigReader.replica(config);
        FaultPolicy faults = new HaltProcess();
        long seed = new SplittableRandom().nextLong();
        long beginMillis = Clock.SYSTEM.nowMillis();
        StorageEngine engine =
                storage.open(
                        ReplicaConfigReader.dirs(config),
                        new ReplicaStorageHost(
                                new FileDisk(),
                                ReplicaConfigReader.storage(config),
                                budget(config),
                                hasOtherVoters(settings, config)));
        long openedMillis = Clock.SYSTEM.nowMillis() - beginMillis;
        List<PluginInUse> chosen =
                ChosenPlugins.of(
                        bundle, properties, !settings.standalone() && consensus.needsElection());
        ReplicaBuilder builder =
                new ReplicaBuilder(
                                settings,
                                new ReplicaHost(
                                        loop, Workers.threads(faults), Clock.SYSTEM, faults))
                        .storage(engine)
                        .consensus(consensus)
                        .schemes(schemes)
                        .plugins(chosen)
                        .seed(seed);
        if (!settings.standalone()) {
            builder.peers(peers(settings, config, properties, engine));
        }
        replica = builder.build();
        replica.start(seed).join();
        replica.began(openedMillis, Clock.SYSTEM.nowMillis() - beginMillis);
        registration = bundle.registerService(RequestHandler.class, replica.handler(), null);
        List<PluginInUse> running = new ArrayList<>(chosen);
        running.addAll(schemes.inUse());
        LOG.info("Running with {}", ChosenPlugins.text(running));
    }

    /** Before anything is opened: whether the consensus is one for this server. */
    private void checkPlugins(ReplicaConfig config) {
        boolean ensemble = !config.membership().isEmpty();
        String chosen = "quorate.consensus is " + consensus.protocol();
        if (ensemble && !consensus.needsPeers()) {
            throw new IllegalStateException(
                    "the server lines make an ensemble, but "
                            + chosen
                            + ", which serves a standalone server");
        }
        if (!ensemble && consensus.needsPeers()) {
            throw new IllegalStateException(
                    chosen
                            + ", which needs other servers, but there is no line server.N for one; an ensemble of one server has standaloneEnabled=false");
        }
        if (ensemble && consensus.needsElection() && election == null) {
            throw new IllegalStateException(
                    chosen
                            + ", which needs an election, but no plugin in plugins/ offers quorate.election="
                            + valueIn(config.election_target()));
        }
    }

    /** Of a filter that compares one property. */
    private static String valueIn(String filter) {
        return filter.substring(filter.indexOf('=') + 1, filter.length() - 1);
    }

    /** Others may have what this server has lost, and decide without it that it is theirs. */
    private static boolean hasOtherVoters(ReplicaSettings settings, ReplicaConfig config) {
        return !config.membership().isEmpty()
                && MembershipText.parse(config.membership()).members().values().stream()
                        .anyMatch(
                                member ->
                                        member.participates()
                                                && member.id().value() != settings.serverId());
    }

    @SuppressWarnings("NullAway") // demanded where there are other servers
    private Peers peers(
            ReplicaSettings settings,
            ReplicaConfig config,
            Map<String, Object> properties,
            StorageEngine engine)
            throws StorageException {
        EnsembleSettings ensemble =
                new EnsembleSettings(
                        new ServerId(settings.serverId()),
                        settings.tickMillis(),
                        config.initLimitTicks(),
                        config.syncLimitTicks(),
                        settings.limits().recordBytesMax(),
                        settings.limits().windowTxns(),
                        settings.limits().windowBytes(),
                        settings.tree().reconfig(),
                        ensembleOptions(properties));
        return new Peers(
                links,
                consensus.needsElection() ? election : null,
                ensemble,
                memberships(settings, config, engine),
                clientAddress);
    }

    /** What every plugin of an ensemble may look at, by the key of the configuration file. */
    private static Map<String, Object> ensembleOptions(Map<String, Object> properties) {
        Map<String, Object> options = new HashMap<>();
        properties.forEach(
                (name, value) -> {
                    if (name.startsWith(ENSEMBLE)) {
                        options.put(name.substring(ENSEMBLE.length()), value);
                    }
                });
        return options;
    }

    private static MembershipStore memberships(
            ReplicaSettings settings, ReplicaConfig config, StorageEngine engine)
            throws StorageException {
        Membership configured = MembershipText.parse(config.membership());
        if (!settings.tree().reconfig()) {
            return MembershipStore.fixed(configured);
        }
        if (config.configurationFile().isEmpty()) {
            return MembershipInMetadata.read(engine.metadata(), configured);
        }
        return MembershipInFiles.read(
                new MembershipFiles(
                        Path.of(config.configurationFile()), new ServerId(settings.serverId())),
                configured,
                config.membershipProposed().isEmpty()
                        ? null
                        : MembershipText.parse(config.membershipProposed()),
                engine.metadata());
    }

    /** The gate comes after the replica, which it needs, and goes before it. */
    @Reference(
            name = "gate",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC)
    void bindGate(ClientGate gate) {
        clientAddress.opened(gate);
    }

    void unbindGate(ClientGate gate) {
        clientAddress.closed(gate);
    }

    /** Schemes come and go while clients stay connected. */
    @Reference(
            name = "auth",
            service = AuthScheme.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindAuth(ComponentServiceObjects<AuthScheme> scheme) {
        schemes.present(AuthProvider.of(scheme.getServiceReference()), scheme::getService);
    }

    void unbindAuth(ServiceReference<AuthScheme> scheme) {
        schemes.absent(AuthProvider.of(scheme));
    }

    /** Lets another server lead, stops serving, then closes the storage. */
    @Deactivate
    void stop() {
        replica.handOver();
        registration.unregister();
        if (pace != null) {
            pace.hurry();
        }
        replica.close();
        LOG.info("The replica has stopped");
    }

    private IoBudget budget(ReplicaConfig config) {
        long bytesPerSecond = config.storage_backgroundBytesPerSecond();
        if (bytesPerSecond <= 0) {
            return IoBudget.UNLIMITED;
        }
        pace = new PacedBudget(bytesPerSecond, Clock.SYSTEM);
        return pace;
    }
}
