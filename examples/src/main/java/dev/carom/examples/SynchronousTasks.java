package dev.carom.examples;

import dev.carom.Args;
import dev.carom.ProcessPool;
import java.util.List;

/** Calls that wait for their results. */
public final class SynchronousTasks {
    private SynchronousTasks() {}

    static int add(int a, int b) {
        return a + b;
    }

    static int multiply(int x, int y) {
        return x * y;
    }

    public static void main(String[] args) throws Exception {
        try (ProcessPool pool = ProcessPool.of(2)) {
            int sum = pool.apply(SynchronousTasks::add, 5, 3);
            System.out.println("5 + 3 = " + sum);

            List<Integer> squares = pool.map(x -> x * x, List.of(1, 2, 3, 4, 5));
            System.out.println("Squares: " + squares);

            List<Integer> products = pool.starmap(
                    SynchronousTasks::multiply, List.of(Args.of(2, 3), Args.of(4, 5), Args.of(6, 7)));
            System.out.println("Products: " + products);
        }
    }
}
