package io.quorate.tools.verify;

import io.quorate.tools.verify.Finding.Severity;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a check has found, in the order of its parts. One thread. */
public final class Report {

    private final Map<String, String> facts = new LinkedHashMap<>();
    private final List<Finding> findings = new ArrayList<>();

    void fact(String part, String text) {
        facts.put(part, text);
    }

    void note(String what) {
        findings.add(new Finding(Severity.NOTE, what, ""));
    }

    void attention(String what, String mend) {
        findings.add(new Finding(Severity.ATTENTION, what, mend));
    }

    void unusable(String what, String mend) {
        findings.add(new Finding(Severity.UNUSABLE, what, mend));
    }

    /** What is there, by part of the directory. */
    public Map<String, String> facts() {
        return facts;
    }

    public List<Finding> findings() {
        return findings;
    }

    /** That of the worst finding. */
    public Severity severity() {
        return findings.stream()
                .map(Finding::severity)
                .max(Severity::compareTo)
                .orElse(Severity.NOTE);
    }

    /** The whole, for people: what is there, what is wrong and what mends it, the result. */
    public void print(PrintWriter out) {
        facts.forEach((part, text) -> out.printf("%-12s %s%n", part, text));
        for (Finding finding : findings) {
            out.println(finding.severity().word() + ": " + finding.what());
            if (!finding.mend().isEmpty()) {
                out.println("    mend: " + finding.mend());
            }
        }
        out.println(
                switch (severity()) {
                    case NOTE -> "The directory is fine.";
                    case ATTENTION -> "The directory can be used, but needs attention.";
                    case UNUSABLE -> "The directory cannot be used as it is.";
                });
    }
}
