package io.quorate.conformance.differential;

import java.util.List;

/** A sequence of steps in the subtree {@code root}, a function of its seed. */
record Sequence(long seed, String root, List<Step> steps) {}
