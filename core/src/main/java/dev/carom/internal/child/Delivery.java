package dev.carom.internal.child;

import dev.carom.internal.wire.TaskHeader;
import java.nio.ByteBuffer;

/** An attempt as it came, with the payload still encoded. */
record Delivery(long attempt, TaskHeader header, ByteBuffer payload) implements Inbox.Item {}
