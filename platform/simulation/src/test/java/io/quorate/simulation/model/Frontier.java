package io.quorate.simulation.model;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The states of one depth that are still to be looked at, packed: below a hundred bytes for each.
 * Any thread; a block belongs to one thread.
 */
final class Frontier {

    private static final int BLOCK_BYTES = 1 << 16;

    /** More than the largest state takes. */
    private static final int STATE_BYTES_MAX = 1 << 12;

    /** Some of the states, in the order in which they were written. */
    static final class Block {
        private final byte[] bytes = new byte[BLOCK_BYTES];
        private int end;
        private int at;
        private int states;

        private boolean isFull() {
            return end > BLOCK_BYTES - STATE_BYTES_MAX;
        }

        boolean isEmpty() {
            return at == end;
        }

        private void write(World world, int state) {
            int[] numbers = world.numbers();
            Wires wires = world.wires();
            put(state);
            put(wires.length());
            put(wires.dialCount());
            for (int i = 0; i < wires.first(); i++) {
                put(numbers[i]);
            }
            for (int at = wires.first(); at < wires.length(); at = wires.next(at)) {
                // In this order its bits take fewer bytes.
                put(Integer.rotateLeft(numbers[at], 8));
                for (int i = at + 1; i < wires.next(at); i++) {
                    put(numbers[i]);
                }
            }
            states++;
        }

        /** The next state is taken; its number in {@link Visited}. */
        int read(World world) {
            int state = get();
            int length = get();
            int dials = get();
            Wires wires = world.wires();
            int[] numbers = wires.fill(length, dials);
            for (int i = 0; i < wires.first(); i++) {
                numbers[i] = get();
            }
            for (int at = wires.first(); at < length; at = wires.next(at)) {
                numbers[at] = Integer.rotateRight(get(), 8);
                for (int i = at + 1; i < wires.next(at); i++) {
                    numbers[i] = get();
                }
            }
            world.filled();
            return state;
        }

        /** Small numbers are short, below zero and above. */
        private void put(int number) {
            int left = number << 1 ^ number >> 31;
            while ((left & ~0x7f) != 0) {
                bytes[end++] = (byte) (left | 0x80);
                left >>>= 7;
            }
            bytes[end++] = (byte) left;
        }

        private int get() {
            int zigzag = 0;
            int shift = 0;
            byte next;
            do {
                next = bytes[at++];
                zigzag |= (next & 0x7f) << shift;
                shift += 7;
            } while (next < 0);
            return zigzag >>> 1 ^ -(zigzag & 1);
        }
    }

    private final ConcurrentLinkedQueue<Block> blocks = new ConcurrentLinkedQueue<>();
    private final AtomicLong states = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    /** A block of states that nobody else takes; null if there is none any more. */
    Block take() {
        return blocks.poll();
    }

    /**
     * Adds a state.
     *
     * @param to the writer's block; null for the first state
     * @return the block for the next state
     */
    Block add(Block to, World world, int state) {
        Block block = to == null ? new Block() : to;
        block.write(world, state);
        if (block.isFull()) {
            add(block);
            return null;
        }
        return block;
    }

    /** Adds a writer's last block. */
    void add(Block block) {
        if (block != null) {
            blocks.add(block);
            states.addAndGet(block.states);
            bytes.addAndGet(block.end);
        }
    }

    long states() {
        return states.get();
    }

    long bytes() {
        return bytes.get();
    }
}
