package io.chartwire.hl7;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.model.GenericMessage;
import ca.uhn.hl7v2.model.Segment;
import ca.uhn.hl7v2.parser.EncodingCharacters;
import ca.uhn.hl7v2.parser.GenericModelClassFactory;
import ca.uhn.hl7v2.parser.PipeParser;
import ca.uhn.hl7v2.util.Terser;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class Hl7PropertyTest {

    private static final Duration NEVER_LONGER = Duration.ofSeconds(5);

    /** Set {@code -Dchartwire.fuzz.frames=100000} for a long run by hand. */
    private static final int FUZZ_FRAMES = Integer.getInteger("chartwire.fuzz.frames", 3_000);

    private static final int HOSTILE_SIZE = 300_000;

    /** Segment → field → repetition → component → subcomponent. */
    record Drawing(String type, Hl7Delimiters delimiters, List<List<List<List<List<String>>>>> segments) {
        private static final List<String> NAMES =
                List.of("PID", "ORC", "OBR", "OBX", "NTE", "ZX1", "SPM", "SCH", "AIP", "AIL", "PV1");

        String message() {
            Hl7Escapes escapes = new Hl7Escapes(delimiters, StandardCharsets.UTF_8);
            StringBuilder text = new StringBuilder("MSH" + delimiters.field() + delimiters.encoding()
                    + (delimiters.field() + "LAB")
                    + String.valueOf(delimiters.field()).repeat(6) + type.replace('^', delimiters.component())
                    + delimiters.field() + "M1" + delimiters.field() + "P"
                    + delimiters.field() + "2.5\r");
            for (int i = 0; i < segments.size(); i++) {
                text.append(NAMES.get((i + segments.get(i).size()) % NAMES.size()));
                for (List<List<List<String>>> field : segments.get(i)) {
                    text.append(delimiters.field());
                    text.append(join(
                            field,
                            delimiters.repetition(),
                            repetition -> join(
                                    repetition,
                                    delimiters.component(),
                                    component -> join(component, delimiters.subcomponent(), escapes::encode))));
                }
                text.append('\r');
            }
            return text.toString();
        }

        private static <T> String join(List<T> parts, char separator, Function<T, String> write) {
            return String.join(
                    String.valueOf(separator), parts.stream().map(write).toList());
        }
    }

    @Provide
    Arbitrary<Drawing> drawings() {
        Arbitrary<Hl7Delimiters> delimiters = Arbitraries.of("MSH|^~\\&|", "MSH:;~\\&:", "MSH|$%!@|", "MSH#^~\\&#")
                .map(Hl7Delimiters::of);
        Arbitrary<String> value = Arbitraries.strings()
                .withChars("ab ^~\\&|:;$%!@#\"é漢.X0")
                .ofMaxLength(8)
                // A reader strips blanks, and two quotes mean "delete".
                .map(String::strip)
                .filter(text -> !text.equals("\"\""));
        Arbitrary<List<List<List<List<List<String>>>>>> segments = value.list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .list()
                .ofMinSize(1)
                .ofMaxSize(6)
                .list()
                .ofMaxSize(5);
        Arbitrary<String> type = Arbitraries.of("ORU^R01", "ADT^A08", "SIU^S12");
        return Combinators.combine(type, delimiters, segments).as(Drawing::new);
    }

    @Property(tries = 300)
    void a_message_built_from_the_grammar_round_trips(@ForAll("drawings") Drawing drawing) {
        Hl7Message message = Hl7Message.read(drawing.message().getBytes(StandardCharsets.UTF_8));

        assertThat(message.rejection()).isEmpty();
        assertThat(message.segments()).hasSize(drawing.segments().size() + 1);
        for (int i = 0; i < drawing.segments().size(); i++) {
            Hl7Segment segment = message.segments().get(i + 1);
            List<List<List<List<String>>>> fields = drawing.segments().get(i);
            for (int field = 0; field < fields.size(); field++) {
                assertThat(withoutTrailing(read(segment, field + 1))).isEqualTo(withoutTrailing(fields.get(field)));
            }
        }
        readOrRefuse(drawing.message().getBytes(StandardCharsets.UTF_8));
    }

    @Property(tries = 100)
    void hapi_reads_the_same_fields(@ForAll("drawings") Drawing drawing) throws Exception {
        Hl7Message message = Hl7Message.read(drawing.message().getBytes(StandardCharsets.UTF_8));
        String[] lines = drawing.message().split("\r");
        Hl7Delimiters delimiters = drawing.delimiters();
        try (DefaultHapiContext context = new DefaultHapiContext(new GenericModelClassFactory())) {
            PipeParser parser = context.getPipeParser();
            for (int i = 1; i < lines.length; i++) {
                GenericMessage.V25 generic = new GenericMessage.V25(context.getModelClassFactory());
                generic.setParser(parser);
                Segment theirs = (Segment) generic.get(generic.addNonstandardSegment("ZZZ"));
                parser.parse(theirs, lines[i], new EncodingCharacters(delimiters.field(), delimiters.encoding()));
                Hl7Segment ours = message.segments().get(i);
                for (int field = 1; field <= ours.lastField(); field++) {
                    String component = Terser.get(theirs, field, 0, 2, 1);
                    assertThat(ours.firstSubcomponent(ours.repetitions(field).get(0), 2))
                            .isEqualTo(component == null ? "" : component.strip());
                }
            }
        }
    }

    @Property(tries = 1000)
    void any_bytes_are_read_or_refused(@ForAll byte[] bytes) {
        readOrRefuse(bytes);
    }

    @Property(tries = 1000)
    void any_text_after_a_header_is_read_or_refused(@ForAll String text) {
        readOrRefuse(("MSH|^~\\&|L|E|E|C|2025||ORU^R01|M1|P|2.5\r" + text).getBytes(StandardCharsets.UTF_8));
    }

    @Example
    void damaged_samples_are_read_or_refused_without_a_crash_or_a_hang() {
        Random random = new Random(20_26);
        DamagedSamples samples = new DamagedSamples(random);
        for (int i = 0; i < FUZZ_FRAMES; i++) {
            byte[] damaged = samples.next();
            for (String frame : MllpFramingTest.decodeInRandomPieces(1 << 20, framed(damaged), random)) {
                readOrRefuse(frame.getBytes(StandardCharsets.ISO_8859_1));
            }
        }
    }

    @Example
    void hostile_messages_cost_no_more_than_their_size() {
        String header = "MSH|^~\\&|L|E|E|C|2025||ORU^R01|M1|P|2.5\r";
        for (String piece : List.of(
                "|",
                "^",
                "&",
                "~",
                "\\",
                "\\X0D\\",
                "\r",
                "\n",
                "A:\\.br\\",
                "OBX|1\r",
                "-",
                " ",
                "*A",
                "no melanoma ")) {
            for (String start :
                    List.of("OBX|1|TX|C||", "OBX|1|ED|C||^^^Base64^", "OBX|1|CE|C||", "PID|1||", "OBR|1|")) {
                byte[] bytes = (header + start + piece.repeat(HOSTILE_SIZE / piece.length()) + "x\r")
                        .getBytes(StandardCharsets.UTF_8);
                assertTimeoutPreemptively(NEVER_LONGER, () -> readOrRefuse(bytes), start + piece);
            }
        }
    }

    /** Does all that is done with a message; only {@link Hl7Rejection} may stop it. */
    private static void readOrRefuse(byte[] bytes) {
        Hl7Message message;
        try {
            message = Hl7Message.read(bytes);
        } catch (Hl7Rejection rejection) {
            Acknowledgement.unreadable(Outcome.REJECTED, rejection).bytes();
            return;
        }
        JsonNode json =
                switch (message.kind()) {
                    case APPOINTMENT -> new SiuAppointment(message).toJson();
                    case PATIENT -> new AdtUpdate(message).toJson();
                    default -> OruReport.of(message, Hl7Samples.MAPPING).toJson();
                };
        assertThat(json.toString().indexOf("\\u0000")).isNegative();
        message.tree();
        for (Acknowledgement ack : Acknowledgement.answers(
                message, Outcome.REJECTED, message.rejection().orElse(Hl7Rejection.notNow()))) {
            assertThat(ack.text()).startsWith("MSH").endsWith("\r");
            assertThat(ack.text().split("\r")).hasSize(3);
            ack.bytes();
        }
    }

    private static byte[] framed(byte[] content) {
        byte[] framed = new byte[content.length + 3];
        System.arraycopy(content, 0, framed, 1, content.length);
        framed[0] = MllpFrameDecoder.START;
        framed[content.length + 1] = MllpFrameDecoder.END;
        framed[content.length + 2] = MllpFrameDecoder.CARRIAGE_RETURN;
        return framed;
    }

    private static List<List<List<String>>> read(Hl7Segment segment, int field) {
        return segment.repetitions(field).stream()
                .map(repetition -> segment.delimiters().components(repetition).stream()
                        .map(component -> segment.delimiters().subcomponents(component).stream()
                                .map(segment::text)
                                .toList())
                        .toList())
                .toList();
    }

    /** Empty parts at the end say nothing in HL7, so a reader may drop them. */
    private static List<?> withoutTrailing(List<?> parts) {
        List<Object> kept = new ArrayList<>();
        for (Object part : parts) {
            kept.add(part instanceof List<?> list ? withoutTrailing(list) : part);
        }
        while (!kept.isEmpty() && isNothing(kept.get(kept.size() - 1))) {
            kept.remove(kept.size() - 1);
        }
        return kept;
    }

    private static boolean isNothing(Object part) {
        return part.equals("") || part.equals(List.of());
    }
}
