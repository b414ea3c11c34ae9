package io.quorate.admin;

import io.quorate.service.FourLetterCommands;
import io.quorate.service.RequestHandler;
import java.util.Arrays;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;

/** The answers to four-letter commands as a component. */
@Component(
        service = FourLetterCommands.class,
        configurationPid = "io.quorate.admin",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class FourLetterCommandComponent extends FourLetterCommandHandler {

    /** Made by Declarative Services. */
    @Activate
    public FourLetterCommandComponent(AdminConfig config, @Reference RequestHandler handler) {
        super(settings(config), handler);
    }

    private static AdminSettings settings(AdminConfig config) {
        return new AdminSettings(
                config.dataDir(),
                config.dataLogDir(),
                config.clientPort(),
                config.secureClientPort(),
                config.backlog(),
                config.tickMillis(),
                config.serverId(),
                Set.of(Arrays.stream(config.words()).distinct().toArray(String[]::new)),
                config.readOnlyEnabled());
    }
}
