package io.quorate.sources;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every package of the main sources says in {@code package-info.java} what it is for. */
class PackageInfoTest {

    private static final String PACKAGE_INFO = "package-info.java";

    /** A comment of documentation right before the package or its annotations. */
    private static final Pattern DOCUMENTED =
            Pattern.compile("\\A/\\*\\*.*?\\w.*?\\*/\\s*(@|package )", Pattern.DOTALL);

    @Test
    void everyPackageSaysWhatItIsFor() {
        TreeSet<String> packages = new TreeSet<>();
        TreeSet<String> documented = new TreeSet<>();
        for (Map.Entry<Path, CompilationUnitTree> file : SourceTree.mainUnits().entrySet()) {
            if (file.getValue().getPackageName() == null) {
                continue; // module-info.java
            }
            String name = SourceTree.module(file.getKey()) + " " + file.getValue().getPackageName();
            packages.add(name);
            if (file.getKey().endsWith(PACKAGE_INFO)
                    && DOCUMENTED.matcher(SourceTree.text(file.getKey())).find()) {
                documented.add(name);
            }
        }
        assertThat(packages).as("packages looked at").hasSizeGreaterThan(60);
        packages.removeAll(documented);
        assertThat(packages).as("packages without a documented " + PACKAGE_INFO).isEmpty();
    }
}
