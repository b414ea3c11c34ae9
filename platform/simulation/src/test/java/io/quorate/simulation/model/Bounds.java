package io.quorate.simulation.model;

/**
 * How much may happen in the runs a search looks at.
 *
 * @param writes clients ask for
 * @param syncs clients ask for
 * @param crashes of servers; each comes back when it may
 * @param cuts of connections, with what travels on them
 * @param early times a server's timers fire although something is still under way
 * @param verdicts of the oracle in the place of the election; 0 if there is a real one
 * @param slow 1 if connecting takes time, so that each end hears of a link when that arrives; 0 if
 *     both ends hear of it at once
 * @param losses of messages: of connections that break while a message travels on them, with all
 *     that does
 */
record Bounds(
        int writes,
        int syncs,
        int crashes,
        int cuts,
        int early,
        int verdicts,
        int slow,
        int losses) {

    /**
     * The bounds as they are written in properties: eight numbers, by commas; the last may lack.
     */
    static Bounds of(String text) {
        String[] parts = text.split(",");
        int[] numbers = new int[8];
        for (int i = 0; i < parts.length; i++) {
            numbers[i] = Integer.parseInt(parts[i].strip());
        }
        return new Bounds(
                numbers[0],
                numbers[1],
                numbers[2],
                numbers[3],
                numbers[4],
                numbers[5],
                numbers[6],
                numbers[7]);
    }

    @Override
    public String toString() {
        return "%d writes, %d syncs, %d crashes, %d cuts, %d early timers"
                        .formatted(writes, syncs, crashes, cuts, early)
                + (verdicts == 0 ? "" : ", %d verdicts of an oracle".formatted(verdicts))
                + (slow == 0 ? "" : ", connecting takes time")
                + (losses == 0 ? "" : ", %d losses".formatted(losses));
    }
}
