package io.quorate.kernel.sample;

import java.util.concurrent.CountDownLatch;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** A plugin that starts, and whose stop never returns. */
public class Unending implements BundleActivator {

    @Override
    public void start(BundleContext context) {
        // at once
    }

    @Override
    public void stop(BundleContext context) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        while (never.getCount() > 0) {
            try {
                never.await();
            } catch (InterruptedException e) {
                // that is what makes it a bad one
            }
        }
    }
}
