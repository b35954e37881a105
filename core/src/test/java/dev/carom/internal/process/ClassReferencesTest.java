package dev.carom.internal.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClassReferencesTest {
    interface InASignature {}

    interface InAGenericSignature {}

    /** Has constants that take two places, and names others in each way that there is. */
    record Sample(InASignature[] one, List<InAGenericSignature> others) {
        static final long LARGE = 1L << 40;
        static final double FRACTION = 0.1;

        double sum() {
            return LARGE + FRACTION + List.of(one).stream().mapToInt(o -> ((Object) o) instanceof InACast ? 1 : 0).sum();
        }
    }

    interface InACast {}

    record Named(InASignature[] one, List<InAGenericSignature> others) {
        String text() {
            return ((Object) one) instanceof InACast ? "some/Text" : "a Lother/Text; in a sentence";
        }
    }

    @Test
    void findsWhatAClassNames() throws IOException {
        assertThat(ClassReferences.of(bytesOf(Sample.class))).contains(
                nameOf(InASignature.class), nameOf(InAGenericSignature.class), nameOf(InACast.class), nameOf(Sample.class),
                "java/util/List");
    }

    @Test
    void textThatOnlyLooksLikeAName_isNoCertainReference() throws IOException {
        byte[] sample = bytesOf(Named.class);

        assertThat(ClassReferences.of(sample)).contains("some/Text");
        assertThat(ClassReferences.certain(sample)).doesNotContain("some/Text", "other/Text").contains(
                nameOf(InASignature.class), nameOf(InAGenericSignature.class), nameOf(InACast.class), nameOf(Named.class),
                "java/util/List");
    }

    @Test
    void whatIsNoClassFile_isRefused() {
        assertThatThrownBy(() -> ClassReferences.of(new byte[] {1, 2, 3})).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> ClassReferences.of(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 99}))
                .hasMessageContaining("tag 99");
    }

    private static String nameOf(Class<?> type) {
        return type.getName().replace('.', '/');
    }

    private static byte[] bytesOf(Class<?> type) throws IOException {
        try (InputStream in = type.getClassLoader().getResourceAsStream(nameOf(type) + ".class")) {
            return in.readAllBytes();
        }
    }
}
