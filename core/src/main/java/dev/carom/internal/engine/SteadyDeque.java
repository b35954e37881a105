package dev.carom.internal.engine;

import java.util.ArrayDeque;

/**
 * An {@link ArrayDeque} that stays as it was where there is no memory for it to grow. The JDK's is full and seems empty then,
 * and what is added next takes the place of what was there.
 */
public final class SteadyDeque<E> extends ArrayDeque<E> {
    private static final long serialVersionUID = 1L;

    @Override
    public void addLast(E element) {
        try {
            super.addLast(element);
        } catch (OutOfMemoryError full) {
            if (isEmpty()) {
                pollLast(); // the element: it was put before there was room for the next one
            }
            throw full;
        }
    }

    @Override
    public void addFirst(E element) {
        try {
            super.addFirst(element);
        } catch (OutOfMemoryError full) {
            if (isEmpty()) {
                pollFirst();
            }
            throw full;
        }
    }
}
