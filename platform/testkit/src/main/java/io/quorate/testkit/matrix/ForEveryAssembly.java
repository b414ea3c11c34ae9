package io.quorate.testkit.matrix;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * Tests that hold for every assembly of plugins: {@code ./verify matrix} runs them with each. They
 * obey {@link io.quorate.testkit.module.AssemblyNames#PROPERTY}.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Tag(ForEveryAssembly.TAG)
public @interface ForEveryAssembly {

    /** The tag of these tests. */
    String TAG = "every-assembly";

    /** The tag of those among them that belong to the covering subset. */
    String COVERING = "covering";
}
