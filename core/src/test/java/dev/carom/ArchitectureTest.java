package dev.carom;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaParameterizedType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The folders are the architecture: who may import whom, and how large the public API may get. */
@Tag("any-jdk")
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.carom");

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "engine  | results runtime process wire codec context child threads",
        "wire    | engine results runtime process codec context child threads",
        "codec   | engine results runtime process context child threads flight",
        "context | engine results runtime process child threads flight",
        "results | engine runtime process context child threads",
        "process | engine results runtime codec context child threads",
        "child   | engine results runtime process threads",
        "threads | engine results runtime process child",
        "flight  | engine results runtime process wire codec context child threads",
        "text    | engine results runtime process wire codec context child threads flight",
        "runtime | child",
    })
    void internalPackage_doesNotImport(String importer, String imported) {
        for (String other : imported.split(" ")) {
            noClasses().that().resideInAPackage("dev.carom.internal." + importer.strip() + "..")
                    .should().dependOnClassesThat().resideInAPackage("dev.carom.internal." + other + "..")
                    .check(CLASSES);
        }
    }

    @Test
    void runtime_isImportedByThePublicEntryOnly() {
        classes().that().resideInAPackage("dev.carom.internal.runtime..")
                .should().onlyHaveDependentClassesThat()
                .resideInAnyPackage("dev.carom.internal.runtime..", "dev.carom")
                .check(CLASSES);
    }

    @Test
    void engine_hasNoThreadClockOrChannel() {
        noClasses().that().resideInAPackage("dev.carom.internal.engine..")
                .should().dependOnClassesThat()
                .resideInAnyPackage("java.util.concurrent..", "java.io..", "java.nio..", "java.net..")
                .orShould().callMethod(System.class, "nanoTime")
                .orShould().callMethod(System.class, "currentTimeMillis")
                .orShould().dependOnClassesThat().areAssignableTo(Thread.class)
                .check(CLASSES);
    }

    /** A logger may throw, whatever is plugged in behind it: {@code SteadyLog} sees to it that nobody's work ends by that. */
    @Test
    void loggers_areSteady_butThatOfWorkersOutput() {
        noClasses().that().doNotHaveSimpleName("SteadyLog").and().doNotHaveSimpleName("OutputDrain")
                .should().callMethod(System.class, "getLogger", String.class)
                .check(CLASSES);
    }

    /** JDK 17 keeps the loader of a record whose {@code equals} it had to make, and so that of a web application that is stopped. */
    @Test
    void recordsInCollections_sayThemselvesWhatIsEqual() {
        List<JavaClass> records = CLASSES.stream()
                .flatMap(type -> type.getFields().stream())
                .map(JavaField::getType)
                .filter(type -> type.toErasure().isAssignableTo(Set.class) || type.toErasure().isAssignableTo(Map.class))
                .filter(JavaParameterizedType.class::isInstance)
                .map(type -> ((JavaParameterizedType) type).getActualTypeArguments().get(0).toErasure())
                .filter(JavaClass::isRecord)
                .distinct()
                .toList();
        assertThat(records).isNotEmpty();
        assertThat(records).allMatch(ArchitectureTest::saysWhatIsEqual);
    }

    /** As above, of those that are compared by themselves. */
    @Test
    void recordsThatAreCompared_sayThemselvesWhatIsEqual() {
        assertThat(CLASSES.stream()
                .flatMap(type -> type.getMethodCallsFromSelf().stream())
                .filter(call -> Set.of("equals", "hashCode").contains(call.getName()) && call.getTargetOwner().isRecord())
                .filter(call -> !saysWhatIsEqual(call.getTargetOwner()))
                .map(JavaMethodCall::getDescription))
                .isEmpty();
    }

    /** An {@code equals} that the JDK makes refers to no field: it only calls what makes it. */
    private static boolean saysWhatIsEqual(JavaClass record) {
        return !record.getMethod("equals", Object.class).getFieldAccesses().isEmpty();
    }

    @Test
    @Tag("B015")
    void publicApi_mentionsNothingInternal() {
        List<String> mentions = CLASSES.stream()
                .filter(type -> !type.getPackageName().startsWith("dev.carom.internal"))
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .flatMap(type -> type.getMembers().stream())
                .filter(member -> member.getModifiers().contains(JavaModifier.PUBLIC)
                        || member.getModifiers().contains(JavaModifier.PROTECTED))
                .filter(member -> member.getAllInvolvedRawTypes().stream()
                        .anyMatch(type -> type.getPackageName().startsWith("dev.carom.internal")))
                .map(JavaMember::getFullName)
                .toList();
        assertThat(mentions).isEmpty();
    }

    @Test
    void publicApi_staysSmall() {
        List<String> types = CLASSES.stream()
                .filter(type -> type.getPackageName().equals("dev.carom"))
                .filter(type -> type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC))
                .map(JavaClass::getSimpleName)
                .toList();
        assertThat(types).hasSizeBetween(10, 25);
    }
}
