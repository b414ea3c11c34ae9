package io.quorate.testkit.sim.upheaval;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.StringJoiner;

/**
 * One upheaval: a leader is asked for one to three configurations, one right behind the other. Each
 * of the others is cut off from it at a moment of its own, so that it hears of some of them only,
 * or of one that is in force as proposed; some come back while that goes on, some stop when
 * something comes to them, disks are slow. Then the leader stops, and what is left falls apart into
 * two sides that may elect, for a while. One object makes one plan; used by one thread.
 */
public final class Upheaval {

    /**
     * Something that is to happen.
     *
     * @param inNanos time from the beginning of the upheaval
     * @param words as in a scenario file, without the time
     */
    public record Deed(long inNanos, String words) {}

    private static final long MICRO = 1_000L;
    private static final long MILLI = 1_000_000L;
    private static final int SLOW_SYNC_MICROS = 20_000;
    private static final int SYNC_MICROS = 2_000;
    private static final int AMBUSHES = 6;

    private final Random random;
    private final long leader;
    private final List<Long> all;
    private final List<Long> others;
    private final List<Long> down = new ArrayList<>();
    private final List<Long> late = new ArrayList<>();
    private final List<Deed> deeds = new ArrayList<>();
    private List<Long> shuffled;
    private int voters;
    private long now;

    /**
     * An upheaval to be made.
     *
     * @param leader who is asked for other configurations
     * @param all every server
     */
    public Upheaval(Random random, long leader, List<Long> all) {
        this.random = random;
        this.leader = leader;
        this.all = List.copyOf(all);
        others = new ArrayList<>(all);
        others.remove(leader);
        Collections.shuffle(others, random);
    }

    /** All of it, in order. */
    public List<Deed> deeds() {
        if (all.size() > 3 && oneOf(3)) {
            missTwo();
        } else {
            changeSome();
        }
        if (!oneOf(4)) {
            say("heal");
            all.forEach(server -> say("start", server));
            all.forEach(server -> say("sync_time", server, SYNC_MICROS));
            pass(50_000, 400_000);
        }
        return deeds;
    }

    private void changeSome() {
        int changes = 1 + random.nextInt(2) + random.nextInt(2);
        long[] cutAt = others.stream().mapToLong(any -> random.nextInt(2 * changes + 2)).toArray();
        stopSome();
        slowSome();
        boolean crashes = oneOf(4);
        for (int change = 0; change < changes; change++) {
            boolean last = change == changes - 1;
            startSome(last);
            cutThose(cutAt, 2 * change);
            ambush();
            if (last && crashes) {
                say("crash_in_step", leader, random.nextInt(12));
                down.add(leader);
            }
            reconfig();
            pass(200, 2_500);
            if (last && !crashes && oneOf(3)) {
                stop(leader);
            }
            cutThose(cutAt, 2 * change + 1);
            pass(500, oneOf(3) ? 60_000 : 15_000);
            if (oneOf(4)) {
                say("checkpoint", oneOf(3) ? any(all) : leader, 0);
            }
        }
        for (int falls = 1 + random.nextInt(2); falls > 0; falls--) {
            fallApart(cutAt);
            pass(300_000, 800_000);
        }
    }

    /**
     * A configuration is in force, and some know it as proposed. The next one comes to a server
     * that has missed the first, and to nobody else; then everybody who knows too much is away.
     */
    private void missTwo() {
        long misses = others.getFirst();
        long knows = others.get(1);
        List<Long> rest = others.subList(2, others.size());
        boolean away = !oneOf(3);
        if (away) {
            stop(misses);
            down.remove(misses);
            pass(5_000, 40_000);
        }
        reconfig(List.of(leader, knows, any(rest)));
        pass(300, 2_000);
        cutOff(rest);
        if (!away) {
            stop(misses);
            down.remove(misses);
        }
        pass(10_000, 30_000);
        if (oneOf(2)) {
            say("checkpoint", leader, 0);
            pass(3_000, 10_000);
        }
        if (oneOf(2)) {
            say("sync_time", misses, SLOW_SYNC_MICROS);
            say("start", misses);
            pass(5_000, 25_000);
            cutOff(List.of(knows));
            reconfig(List.of(leader, misses, any(rest)));
            pass(300, 4_000);
        } else {
            cutOff(List.of(knows));
            reconfig(List.of(leader, misses, any(rest)));
            pass(500, 8_000);
            stop(leader);
            down.remove(leader);
            pass(5_000, 40_000);
            say("heal");
            if (oneOf(2)) {
                rest.forEach(server -> say("power", server));
                pass(1_000, 5_000);
                say("start", any(rest));
            }
            say("sync_time", knows, 10 * SLOW_SYNC_MICROS);
            say("start", leader);
            say("start", misses);
            say("ambush", misses, random.nextInt(AMBUSHES), random.nextInt(20_000), 0);
            pass(200_000, 300_000);
        }
        say("heal");
        say("kill", leader);
        say("kill", misses);
        StringJoiner pairs = new StringJoiner(" ");
        for (long server : rest) {
            pairs.add(leader + " " + server).add(knows + " " + server);
        }
        pairs.add(leader + " " + misses).add(knows + " " + misses);
        deeds.add(new Deed(now, "part " + pairs));
        all.forEach(server -> say("sync_time", server, SYNC_MICROS));
        pass(1_000, 20_000);
        all.forEach(server -> say("start", server));
        pass(300_000, 800_000);
    }

    private void cutOff(List<Long> servers) {
        servers.forEach(server -> say("cut", leader, server));
    }

    /** These have votes, and nobody else; now and then others are members. */
    private void reconfig(List<Long> voting) {
        List<Long> numbers = new ArrayList<>(List.of(leader));
        for (long server : all) {
            if (voting.contains(server) || !oneOf(4)) {
                numbers.addAll(List.of(server, voting.contains(server) ? 1L : 0L, 0L));
            }
        }
        say("reconfig", numbers.stream().mapToLong(Long::longValue).toArray());
    }

    /** How long all of it takes, virtual nanoseconds; behind {@link #deeds}. */
    public long nanos() {
        return now;
    }

    private boolean oneOf(int many) {
        return random.nextInt(many) == 0;
    }

    private long any(List<Long> servers) {
        return servers.get(random.nextInt(servers.size()));
    }

    private void pass(int leastMicros, int mostMicros) {
        now += (leastMicros + random.nextInt(mostMicros - leastMicros)) * MICRO;
    }

    private void say(String kind, long... numbers) {
        sayAt(now, kind, numbers);
    }

    private void sayAt(long when, String kind, long... numbers) {
        StringJoiner words = new StringJoiner(" ");
        words.add(kind);
        for (long number : numbers) {
            words.add(Long.toString(number));
        }
        deeds.add(new Deed(when, words.toString()));
    }

    private void stop(long server) {
        say(oneOf(2) ? "kill" : "power", server);
        down.add(server);
    }

    /** Fewer than half are away from the beginning. */
    private void stopSome() {
        for (int i = 0; i < (all.size() - 1) / 2; i++) {
            if (oneOf(2)) {
                stop(others.get(i));
                late.add(others.get(i));
            }
        }
        pass(1_000, 60_000);
    }

    private void slowSome() {
        for (long server : all) {
            if (oneOf(4)) {
                say("sync_time", server, SLOW_SYNC_MICROS);
            }
        }
    }

    /** Who was away comes back, and is brought in step while configurations change. */
    private void startSome(boolean last) {
        for (long server : List.copyOf(late)) {
            if (oneOf(last ? 2 : 4)) {
                late.remove(server);
                down.remove(server);
                say("start", server);
                if (oneOf(2)) {
                    say("ambush", server, random.nextInt(AMBUSHES), random.nextInt(3_000), 1);
                    down.add(server);
                }
                pass(3_000, 40_000);
            }
        }
    }

    /** What the leader says to them, and now and then what they say to it, waits from now on. */
    private void cutThose(long[] cutAt, int phase) {
        StringJoiner ways = new StringJoiner(" ");
        for (int i = 0; i < cutAt.length; i++) {
            if (cutAt[i] == phase) {
                ways.add(leader + " " + others.get(i));
                if (oneOf(4)) {
                    ways.add(others.get(i) + " " + leader);
                }
            }
        }
        if (ways.length() > 0) {
            deeds.add(new Deed(now, "cut " + ways));
        }
    }

    /** Somebody stops right behind something that comes to it. */
    private void ambush() {
        if (oneOf(3)) {
            long server = any(all);
            say(
                    "ambush",
                    server,
                    random.nextInt(AMBUSHES),
                    random.nextInt(3_000),
                    random.nextInt(2));
            down.add(server);
        }
    }

    /**
     * The next configuration, of three voters most of the time; one that follows another is often
     * the same with one voter exchanged. Who has no vote observes, or does not belong to it.
     */
    private void reconfig() {
        if (shuffled == null || oneOf(2)) {
            shuffled = new ArrayList<>(all);
            Collections.shuffle(shuffled, random);
            voters = Math.min(all.size(), oneOf(3) ? 2 + random.nextInt(4) : 3);
            if (!oneOf(4)) {
                Collections.swap(shuffled, shuffled.indexOf(leader), random.nextInt(voters));
            }
        } else if (voters < shuffled.size()) {
            int joins = voters + random.nextInt(shuffled.size() - voters);
            Collections.swap(shuffled, random.nextInt(voters), joins);
        } else {
            voters--;
        }
        List<Long> numbers = new ArrayList<>(List.of(leader));
        for (int i = 0; i < shuffled.size(); i++) {
            if (i < voters || !oneOf(3)) {
                numbers.addAll(List.of(shuffled.get(i), i < voters ? 1L : 0L, 0L));
            }
        }
        say("reconfig", numbers.stream().mapToLong(Long::longValue).toArray());
    }

    /**
     * The leader stops or not, others too, and two sides no longer reach each other. Some come
     * back, and may be struck again by what they are told first.
     */
    private void fallApart(long[] cutAt) {
        if (!down.contains(leader) && !oneOf(4)) {
            stop(leader);
        }
        for (long server : others) {
            if (!down.contains(server) && oneOf(5)) {
                stop(server);
            }
        }
        say("heal");
        if (!oneOf(4)) {
            part(cutAt);
        }
        List<Long> back = new ArrayList<>(down);
        back.removeIf(server -> oneOf(4));
        down.removeAll(back);
        for (long server : back) {
            long when = now + (1 + random.nextInt(60)) * MILLI;
            sayAt(when, "start", server);
            if (oneOf(3)) {
                sayAt(when, "ambush", server, random.nextInt(AMBUSHES), random.nextInt(3_000), 0);
                down.add(server);
            }
        }
        if (oneOf(2)) {
            all.forEach(server -> say("sync_time", server, SYNC_MICROS));
        }
    }

    /** By chance, or those who have heard more of the leader from those who have heard less. */
    private void part(long[] cutAt) {
        boolean byKnowledge = random.nextBoolean();
        int least = byKnowledge ? 1 + random.nextInt(4) : 0;
        List<Long> side = new ArrayList<>();
        List<Long> rest = new ArrayList<>();
        for (long server : all) {
            int number = others.indexOf(server);
            boolean knows = number < 0 || cutAt[number] >= least;
            boolean first = byKnowledge && !oneOf(5) ? knows : random.nextBoolean();
            (first ? side : rest).add(server);
        }
        StringJoiner pairs = new StringJoiner(" ");
        for (long one : side) {
            rest.forEach(other -> pairs.add(one + " " + other));
        }
        if (pairs.length() > 0) {
            deeds.add(new Deed(now, "part " + pairs));
        }
    }
}
