package io.quorate.kernel.sample;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** A plugin whose start fails with an error. */
public class Throwing implements BundleActivator {

    @Override
    public void start(BundleContext context) {
        throw new NoClassDefFoundError("org/example/Absent");
    }

    @Override
    public void stop(BundleContext context) {
        // never comes so far
    }
}
