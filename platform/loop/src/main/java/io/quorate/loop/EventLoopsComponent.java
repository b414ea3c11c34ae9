package io.quorate.loop;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;

/** The event loops as a component. */
@Component(
        service = NettyLoops.class,
        configurationPid = "io.quorate.loop",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class EventLoopsComponent extends EventLoops {

    /** Starts the loops that {@code config} asks for. */
    @Activate
    public EventLoopsComponent(LoopConfig config) {
        super(config.ioThreads(), config.transport());
    }

    @Override
    @Deactivate
    public void close() {
        super.close();
    }
}
