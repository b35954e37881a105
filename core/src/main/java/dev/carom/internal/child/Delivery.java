package dev.carom.internal.child;

import dev.carom.internal.wire.TaskHeader;
import java.nio.ByteBuffer;
import java.util.List;

/** An attempt as it came, with the payload still encoded, and the blocks that came before it. */
record Delivery(long attempt, TaskHeader header, ByteBuffer payload, List<Object> blocks) implements Inbox.Item {}
