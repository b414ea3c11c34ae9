package io.quorate.replica;

import io.quorate.consensus.ConsensusFactory;
import io.quorate.election.ElectionFactory;
import io.quorate.service.PluginInUse;
import io.quorate.storage.StorageFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** The plugins that the configuration has chosen, with the versions of their bundles. */
final class ChosenPlugins {

    private static final String STORAGE_ENGINE = "storage.engine";

    private final BundleContext bundle;
    private final Map<String, Object> properties;
    private final List<PluginInUse> found = new ArrayList<>();

    private ChosenPlugins(BundleContext bundle, Map<String, Object> properties) {
        this.bundle = bundle;
        this.properties = properties;
    }

    /**
     * Those of the replica with these properties, of which the targets choose.
     *
     * @param withElection whether the consensus needs one
     */
    static List<PluginInUse> of(
            BundleContext bundle, Map<String, Object> properties, boolean withElection) {
        ChosenPlugins chosen = new ChosenPlugins(bundle, properties);
        chosen.add("consensus", ConsensusFactory.class, ConsensusFactory.PROTOCOL);
        if (withElection) {
            chosen.add("election", ElectionFactory.class, ElectionFactory.ALGORITHM);
        }
        chosen.add("storage", StorageFactory.class, STORAGE_ENGINE);
        return chosen.found;
    }

    /** One line for people. */
    static String text(List<PluginInUse> plugins) {
        return plugins.stream().map(PluginInUse::toString).collect(Collectors.joining(", "));
    }

    private <T> void add(String kind, Class<T> type, String name) {
        String target = properties.get(kind + ".target") instanceof String filter ? filter : null;
        try {
            for (ServiceReference<T> service : bundle.getServiceReferences(type, target)) {
                found.add(
                        new PluginInUse(
                                kind,
                                String.valueOf(service.getProperty(name)),
                                service.getBundle().getVersion().toString()));
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(kind + ".target is no filter: " + target, e);
        }
    }
}
