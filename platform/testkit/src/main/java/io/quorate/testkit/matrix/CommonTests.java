package io.quorate.testkit.matrix;

import io.quorate.testkit.module.AssemblyNames;
import io.quorate.testkit.module.PluginsOnClassPath;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * The program behind {@code ./verify matrix}.
 *
 * <ul>
 *   <li>{@code assemblies FOLDER} prints the assemblies of ensembles that the plugins in a folder
 *       make, one in a line; {@code covering FOLDER} those in which all plugins meet.
 *   <li>{@code run CLASSES RESULTS [TAG]} runs the tests of a folder of classes that are {@link
 *       ForEveryAssembly} and have the further tag, in the assembly that the property names. Prints
 *       what is skipped, with the reason, and what fails; appends a line to the file of results:
 *       the assembly and how many tests have run, failed and been skipped, and the seconds.
 * </ul>
 *
 * <p>Exit code 1 if a test has failed or there was none.
 */
public final class CommonTests implements TestExecutionListener {

    private final Map<TestIdentifier, Long> begunNanos = new HashMap<>();
    private TestPlan plan;
    private long run;
    private long failed;
    private long skipped;

    private CommonTests() {}

    /** See the class. */
    public static void main(String[] arguments) throws IOException {
        if (!arguments[0].equals("run")) {
            List<AssemblyNames> all = assemblies(Path.of(arguments[1]));
            boolean few = arguments[0].equals("covering");
            (few ? Covering.of(all, AssemblyNames.STANDARD) : all).forEach(System.out::println);
            return;
        }
        boolean passed =
                new CommonTests()
                        .runAll(
                                Path.of(arguments[1]),
                                Path.of(arguments[2]),
                                arguments.length > 3 ? arguments[3] : ForEveryAssembly.TAG);
        // Threads that a test has left do not keep the process.
        System.exit(passed ? 0 : 1);
    }

    private static List<AssemblyNames> assemblies(Path plugins) throws IOException {
        List<URL> jars = new ArrayList<>();
        try (Stream<Path> files = Files.list(plugins)) {
            for (Path file : files.sorted().toList()) {
                jars.add(file.toUri().toURL());
            }
        }
        try (FolderLoader loader = new FolderLoader(jars)) {
            return new PluginsOnClassPath(loader).ensembles();
        }
    }

    /** Finds plugins in these jars alone; the class path of the tests may have others. */
    private static final class FolderLoader extends URLClassLoader {

        FolderLoader(List<URL> jars) {
            super(jars.toArray(URL[]::new));
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            return findResources(name);
        }
    }

    private boolean runAll(Path classes, Path results, String tag) throws IOException {
        LauncherDiscoveryRequest request =
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(DiscoverySelectors.selectClasspathRoots(Set.of(classes)))
                        .filters(
                                TagFilter.includeTags(ForEveryAssembly.TAG),
                                TagFilter.includeTags(tag))
                        .build();
        long begun = System.nanoTime();
        LauncherFactory.create().execute(request, this);
        Files.writeString(
                results,
                "%s %d %d %d %d%n"
                        .formatted(
                                AssemblyNames.chosen(), run, failed, skipped, secondsSince(begun)),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        return failed == 0 && run + skipped > 0;
    }

    @Override
    public void testPlanExecutionStarted(TestPlan started) {
        plan = started;
    }

    @Override
    public void executionSkipped(TestIdentifier what, String reason) {
        long tests = plan.getDescendants(what).stream().filter(TestIdentifier::isTest).count();
        skip(what, Math.max(1, tests), reason);
    }

    private void skip(TestIdentifier what, long tests, String reason) {
        skipped += tests;
        System.out.println("skipped " + tests + ": " + name(what) + ": " + reason);
    }

    @Override
    public void executionStarted(TestIdentifier what) {
        begunNanos.put(what, System.nanoTime());
    }

    @Override
    public void executionFinished(TestIdentifier what, TestExecutionResult result) {
        switch (result.getStatus()) {
            case SUCCESSFUL -> run += what.isTest() ? 1 : 0;
            case ABORTED -> skip(what, 1, reason(result));
            case FAILED -> {
                run += what.isTest() ? 1 : 0;
                failed++;
                System.out.println("FAILED " + name(what));
                result.getThrowable().ifPresent(cause -> cause.printStackTrace(System.out));
            }
        }
        long seconds = secondsSince(begunNanos.remove(what));
        if (what.getSource().filter(ClassSource.class::isInstance).isPresent()) {
            System.out.println("ended " + name(what) + " in " + seconds + " s");
        }
    }

    private static long secondsSince(long nanos) {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - nanos);
    }

    private static String reason(TestExecutionResult result) {
        String message = result.getThrowable().map(Throwable::getMessage).orElse("no reason");
        return message.replaceFirst("^Assumption failed: ", "");
    }

    /** With the names of what it is part of. */
    private String name(TestIdentifier what) {
        String parent =
                plan.getParent(what)
                        .filter(above -> above.getParentId().isPresent())
                        .map(above -> name(above) + " ")
                        .orElse("");
        return parent + what.getDisplayName();
    }
}
