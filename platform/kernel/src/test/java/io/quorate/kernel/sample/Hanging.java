package io.quorate.kernel.sample;

import java.util.concurrent.CountDownLatch;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** A plugin whose start never returns, whoever interrupts it. */
public class Hanging implements BundleActivator {

    @Override
    public void start(BundleContext context) {
        CountDownLatch never = new CountDownLatch(1);
        while (never.getCount() > 0) {
            try {
                never.await();
            } catch (InterruptedException e) {
                // that is what makes it a bad one
            }
        }
    }

    @Override
    public void stop(BundleContext context) {
        // never comes so far
    }
}
