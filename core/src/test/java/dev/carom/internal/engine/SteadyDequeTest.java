package dev.carom.internal.engine;

import java.util.ArrayDeque;
import java.util.function.BiConsumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a queue that there is no memory to enlarge. */
class SteadyDequeTest {

    @ParameterizedTest
    @ValueSource(strings = {"last", "first"})
    void elementThereIsNoMemoryFor_isNotIn_andTheOthersAre(String end) throws Exception {
        SmallJvm.run(Filling.class, end);
    }

    static final class Filling {
        public static void main(String[] args) {
            boolean last = args[0].equals("last");
            BiConsumer<ArrayDeque<String>, String> add = last ? ArrayDeque::addLast : ArrayDeque::addFirst;
            SteadyDeque<String> deque = new SteadyDeque<>();
            add.accept(deque, "oldest");
            int added = 1;
            try {
                for (; added < Integer.MAX_VALUE; added++) {
                    add.accept(deque, "another");
                }
            } catch (OutOfMemoryError full) {
                SmallJvm.require(deque.size() == added, "as many as were added");
            }
            (last ? deque.pollLast() : deque.pollFirst()).length();
            add.accept(deque, "youngest");
            SmallJvm.require(deque.size() == added, "as many again");
            SmallJvm.require((last ? deque.peekFirst() : deque.peekLast()).equals("oldest"), "the oldest is the last one out");
            SmallJvm.require((last ? deque.peekLast() : deque.peekFirst()).equals("youngest"), "the youngest is there");
        }
    }
}
