package io.quorate.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.osgi.framework.Bundle;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/**
 * What Declarative Services knows of the components of all started bundles, put into plain
 * sentences.
 */
final class Components {

    /** The exception that says so; the modules have it, the kernel does not. */
    private static final String PORT_UNAVAILABLE = "io.quorate.runtime.PortUnavailable: ";

    private final ServiceComponentRuntime runtime;

    Components(ServiceComponentRuntime runtime) {
        this.runtime = runtime;
    }

    /**
     * The one component that carries {@code choice.property() = choice.value()}; null if there is
     * none and none is demanded.
     *
     * @param leftOut what was left out of the plugin folder and why; ends the sentence that says
     *     there is no such component
     */
    ComponentDescriptionDTO chosen(PluginSelection choice, String leftOut) throws StartFailure {
        List<ComponentDescriptionDTO> matching = new ArrayList<>();
        TreeSet<String> offered = new TreeSet<>();
        for (ComponentDescriptionDTO component : runtime.getComponentDescriptionDTOs()) {
            Object value = component.properties.get(choice.property());
            if (value != null) {
                offered.add(value.toString());
                if (value.equals(choice.value())) {
                    matching.add(component);
                }
            }
        }
        if (matching.isEmpty() && !choice.demanded()) {
            return null;
        }
        if (matching.isEmpty()) {
            throw new StartFailure(
                    choice.key()
                            + " is "
                            + choice.value()
                            + ", but no plugin in plugins/ offers that"
                            + (offered.isEmpty()
                                    ? "; there is none for this key"
                                    : "; there is " + String.join(", ", offered))
                            + leftOut);
        }
        if (matching.size() > 1) {
            throw new StartFailure(
                    choice.key()
                            + " is "
                            + choice.value()
                            + ", which more than one bundle offers: "
                            + String.join(
                                    " and ",
                                    matching.stream()
                                            .map(
                                                    c ->
                                                            c.bundle.symbolicName
                                                                    + " "
                                                                    + c.bundle.version)
                                            .toList())
                            + "; keep one of them");
        }
        return matching.getFirst();
    }

    /** Names of plugins of a kind of which one is chosen, without the chosen ones. */
    List<String> unchosen(List<PluginSelection> choices) {
        TreeSet<String> names = new TreeSet<>();
        for (ComponentDescriptionDTO component : runtime.getComponentDescriptionDTOs()) {
            for (PluginSelection choice : choices) {
                Object value = component.properties.get(choice.property());
                if (value != null && !value.equals(choice.value())) {
                    names.add(value.toString());
                }
            }
        }
        return List.copyOf(names);
    }

    /** True where some component waits for a configuration under {@code pid}. */
    boolean anyFor(String pid) {
        return runtime.getComponentDescriptionDTOs().stream()
                .anyMatch(c -> Arrays.asList(c.configurationPid).contains(pid));
    }

    /** Says why a component configured under {@code pid} does not run; empty where all do. */
    List<String> complaints(String pid, List<PluginSelection> choices) {
        List<String> sentences = new ArrayList<>();
        for (ComponentDescriptionDTO component : runtime.getComponentDescriptionDTOs()) {
            if (Arrays.asList(component.configurationPid).contains(pid)) {
                Collection<ComponentConfigurationDTO> configurations =
                        runtime.getComponentConfigurationDTOs(component);
                if (configurations.isEmpty()) {
                    sentences.add(component.name + " was not given its configuration");
                }
                configurations.forEach(c -> complain(component, c, choices, sentences));
            }
        }
        return sentences;
    }

    /**
     * True where a component configured under {@code pid} has failed for want of a port. All that
     * is kept of its exception is the printed trace.
     */
    boolean lacksPort(String pid) {
        return runtime.getComponentDescriptionDTOs().stream()
                .filter(c -> Arrays.asList(c.configurationPid).contains(pid))
                .flatMap(c -> runtime.getComponentConfigurationDTOs(c).stream())
                .anyMatch(c -> c.failure != null && c.failure.contains(PORT_UNAVAILABLE));
    }

    private void complain(
            ComponentDescriptionDTO component,
            ComponentConfigurationDTO configuration,
            List<PluginSelection> choices,
            List<String> sentences) {
        switch (configuration.state) {
            case ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION ->
                    sentences.add(component.name + " was not given its configuration");
            case ComponentConfigurationDTO.UNSATISFIED_REFERENCE -> {
                for (UnsatisfiedReferenceDTO missing : configuration.unsatisfiedReferences) {
                    sentences.add(missing(component, missing, choices));
                }
            }
            case ComponentConfigurationDTO.FAILED_ACTIVATION ->
                    sentences.add(reason(configuration.failure));
            default -> {
                // active, or a service nobody has asked for yet
            }
        }
    }

    private String missing(
            ComponentDescriptionDTO component,
            UnsatisfiedReferenceDTO missing,
            List<PluginSelection> choices) {
        String wanted = "?";
        for (ReferenceDTO reference : component.references) {
            if (reference.name.equals(missing.name)) {
                wanted = reference.interfaceName;
            }
        }
        String target = missing.target == null ? "" : " with " + missing.target;
        String key = "";
        for (PluginSelection choice : choices) {
            if (missing.target != null && missing.target.contains(choice.property() + "=")) {
                key = choice.key() + ": ";
            }
        }
        return key
                + component.name
                + " lacks its \""
                + missing.name
                + "\": no bundle provides "
                + wanted
                + target;
    }

    /**
     * The reason in a printed stack trace: the message of the outermost exception that carries one
     * of its own.
     */
    static String reason(String stackTrace) {
        for (String line : stackTrace.lines().toList()) {
            String thrown =
                    line.startsWith("Caused by: ") ? line.substring("Caused by: ".length()) : line;
            boolean frame = thrown.isBlank() || Character.isWhitespace(thrown.charAt(0));
            if (!frame
                    && thrown.contains(": ")
                    && !thrown.startsWith("java.lang.reflect.InvocationTargetException")) {
                return withoutClassName(thrown);
            }
        }
        return stackTrace.lines().findFirst().orElse("unknown reason");
    }

    private static String withoutClassName(String reason) {
        int colon = reason.indexOf(": ");
        return colon > 0 && reason.lastIndexOf(' ', colon) < 0 && colon + 2 < reason.length()
                ? reason.substring(colon + 2)
                : reason;
    }

    /**
     * Names the components that would be taken down with a service of {@code bundle}, because they
     * hold it for good.
     */
    List<String> holdersForGood(Bundle bundle) {
        List<String> holders = new ArrayList<>();
        for (ComponentDescriptionDTO component : runtime.getComponentDescriptionDTOs()) {
            List<String> fixed =
                    Arrays.stream(component.references)
                            .filter(r -> r.policy.equals("static"))
                            .map(r -> r.name)
                            .toList();
            for (ComponentConfigurationDTO configuration :
                    runtime.getComponentConfigurationDTOs(component)) {
                boolean holds =
                        configuration.state == ComponentConfigurationDTO.ACTIVE
                                && Arrays.stream(configuration.satisfiedReferences)
                                        .anyMatch(
                                                r ->
                                                        fixed.contains(r.name)
                                                                && Arrays.stream(r.boundServices)
                                                                        .anyMatch(
                                                                                s ->
                                                                                        s.bundle
                                                                                                == bundle
                                                                                                        .getBundleId()));
                if (holds && component.bundle.id != bundle.getBundleId()) {
                    holders.add(component.name);
                }
            }
        }
        return holders;
    }

    /**
     * Says why a component of {@code bundle} that has its configuration does not run; empty where
     * all do.
     */
    List<String> complaints(Bundle bundle) {
        List<String> sentences = new ArrayList<>();
        for (ComponentDescriptionDTO component : runtime.getComponentDescriptionDTOs(bundle)) {
            for (ComponentConfigurationDTO configuration :
                    runtime.getComponentConfigurationDTOs(component)) {
                if (configuration.state != ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION) {
                    complain(component, configuration, List.of(), sentences);
                }
            }
        }
        return sentences;
    }
}
