package io.quorate.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(20)
class WorkerThreadTest {

    private final CompletableFuture<Throwable> fault = new CompletableFuture<>();

    static Stream<Throwable> failures() {
        return Stream.of(
                new IllegalStateException("broken"),
                new AssertionError("broken"),
                new IOException("as a plugin in another language may throw it"));
    }

    /** A thread that ended in silence would leave everybody waiting for it. */
    @ParameterizedTest
    @MethodSource("failures")
    void whateverATaskThrowsIsAFault(Throwable failure) throws Exception {
        FaultPolicy faults =
                (where, cause) -> {
                    fault.complete(cause);
                    return new IllegalStateException(cause);
                };
        try (WorkerThread worker = new WorkerThread("tested", faults)) {
            worker.submit(() -> WorkerThreadTest.throwUndeclared(failure));
            assertThat(fault.get(5, TimeUnit.SECONDS)).isSameAs(failure);
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void throwUndeclared(Throwable thrown) throws T {
        throw (T) thrown;
    }
}
