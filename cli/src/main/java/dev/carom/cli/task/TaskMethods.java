package dev.carom.cli.task;

import dev.carom.cli.UsageException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which of several methods is the function. */
final class TaskMethods {
    private static final String RULE = "public static, with one parameter, a String or a Path";

    private TaskMethods() {}

    /**
     * The one that can be the function, among those of that name if one is given.
     *
     * @param where what the methods were found in, for messages
     * @param nested those of nested classes, which cannot be the function
     * @throws UsageException if there is none, or more than one
     */
    static Method choose(String where, List<Method> methods, List<Method> nested, @Nullable String name) throws UsageException {
        List<Method> fit = methods.stream()
                .filter(m -> isFunction(m) && (name == null ? !isOfEachEnum(m) : m.getName().equals(name)))
                .sorted(Comparator.comparing(Method::getName).thenComparing(m -> m.getParameterTypes()[0].getName()))
                .toList();
        if (fit.size() == 1) {
            return fit.get(0);
        }
        if (fit.isEmpty()) {
            throw new UsageException(none(where, methods, nested, name));
        }
        String choice = list(fit);
        throw new UsageException(fit.stream().map(Method::getName).distinct().count() > 1
                ? where + " has several methods that can be the function (" + choice + "): name one, as " + where + "::"
                        + fit.get(0).getName()
                : where + " has several methods of that name that can be the function (" + choice
                        + "): give one of them a name of its own");
    }

    private static boolean isFunction(Method method) {
        int modifiers = method.getModifiers();
        return Modifier.isPublic(modifiers)
                && Modifier.isStatic(modifiers)
                && !method.isSynthetic()
                && method.getParameterCount() == 1
                && (method.getParameterTypes()[0] == String.class || method.getParameterTypes()[0] == Path.class);
    }

    /** {@code valueOf}, which nobody has written. */
    private static boolean isOfEachEnum(Method method) {
        return method.getDeclaringClass().isEnum() && method.getName().equals("valueOf");
    }

    private static String none(String where, List<Method> methods, List<Method> nested, @Nullable String name) {
        List<Method> named = methods.stream()
                .filter(m -> !m.isSynthetic() && (name == null || m.getName().equals(name)))
                .toList();
        if (named.isEmpty()) {
            List<Method> others = methods.stream().filter(TaskMethods::isFunction).toList();
            String instead = others.isEmpty() ? inNested(nested) : "; it has " + list(others);
            return where + " has no method" + (name == null ? "" : " " + name) + instead;
        }
        String found = name == null
                ? where + " has no method that can be the function"
                : where + "::" + name + " cannot be the function";
        return found + ": it must be " + RULE + ", but there is "
                + named.stream().limit(5).map(TaskMethods::describe).collect(Collectors.joining(", "));
    }

    private static String inNested(List<Method> nested) {
        return nested.stream().filter(m -> isFunction(m) && !isOfEachEnum(m)).findFirst()
                .map(m -> "; that of the nested class " + m.getDeclaringClass().getName() + " (" + list(List.of(m))
                        + ") cannot be the function: move it to the outer class")
                .orElse("");
    }

    private static String list(List<Method> methods) {
        return methods.stream()
                .map(m -> m.getName() + "(" + m.getParameterTypes()[0].getSimpleName() + ")")
                .collect(Collectors.joining(", "));
    }

    private static String describe(Method method) {
        String modifiers = Modifier.toString(method.getModifiers() & (Modifier.methodModifiers() & ~Modifier.SYNCHRONIZED));
        return (modifiers.isEmpty() ? "" : modifiers + " ") + method.getReturnType().getSimpleName() + " "
                + method.getName() + "("
                + Arrays.stream(method.getParameterTypes()).map(Class::getSimpleName).collect(Collectors.joining(", ")) + ")";
    }
}
