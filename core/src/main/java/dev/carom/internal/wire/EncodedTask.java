package dev.carom.internal.wire;

import java.util.List;

/**
 * A payload, ready to be sent.
 *
 * @param bytes not to be written to: it may be shared
 * @param templates whose definitions the worker must have before it; not to be written to
 * @param blocks to be sent right before it
 */
public record EncodedTask(byte[] bytes, int[] templates, List<Block> blocks) {
    public static final byte[] NOTHING = {};
    public static final int[] NO_TEMPLATES = {};

    private static final List<Block> NO_BLOCKS = List.of();

    public EncodedTask(byte[] bytes, int[] templates) {
        this(bytes, templates, NO_BLOCKS);
    }

    public boolean hasBlocks() {
        return blocks != NO_BLOCKS && !blocks.isEmpty();
    }

    /** Its caller does not wait for it any more: nothing of it is the caller's from here on. */
    public void letGo() {
        blocks.forEach(Block::letGo);
    }

    /** In bytes, blocks included. */
    public int size() {
        return hasBlocks() ? bytes.length + sizeOfBlocks() : bytes.length;
    }

    private int sizeOfBlocks() {
        int size = 0;
        for (Block block : blocks) {
            size += block.length();
        }
        return size;
    }
}
