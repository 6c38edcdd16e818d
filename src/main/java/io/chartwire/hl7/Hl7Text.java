package io.chartwire.hl7;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A message's bytes as text, and the character set that was used.
 *
 * <p>The set is a byte-order mark's, else MSH-18's (HL7 table 0211 and the names the field uses), else UTF-8 when the
 * bytes are UTF-8, else ISO 8859-1. Bytes that are not what MSH-18 says fall to the same last two. The text begins
 * without byte-order mark and blanks, and has no U+0000.
 *
 * @param asDeclared false when MSH-18 names a set that is unknown here, or that the bytes are not in
 */
public record Hl7Text(String text, Charset charset, boolean asDeclared) {

    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final String EXPLICIT_NULL = "\"\"";
    private static final int HEADER_LIMIT = 4096;
    /** Segments that a sender may leave without fields, and none that is a word. */
    private static final Pattern BARE_SEGMENT =
            Pattern.compile("PID|PD1|NK1|PV[12]|NTE|ORC|OBR|OBX|TQ[12]|CT[DI]|FT1|SPM|SAC|SFT|"
                    + "DSC|AL1|DG1|PR[1T]|IN[123]|GT1|DB1|EVN|MRG|UAC|SCH|RGS|AI[SGPL]|Z[A-Z0-9]{2}");

    private static final Map<String, String> TABLE_0211 = Map.ofEntries(
            Map.entry("ASCII", "US-ASCII"),
            Map.entry("UNICODE", "UTF-8"),
            Map.entry("UNICODEUTF8", "UTF-8"),
            Map.entry("UTF8", "UTF-8"),
            Map.entry("UNICODEUTF16", "UTF-16"),
            Map.entry("UNICODEUTF32", "UTF-32"),
            Map.entry("ISOIR6", "US-ASCII"),
            Map.entry("ISOIR14", "JIS_X0201"),
            Map.entry("ISOIR87", "ISO-2022-JP"),
            Map.entry("ISOIR159", "ISO-2022-JP-2"),
            Map.entry("ISOIR100", "ISO-8859-1"),
            Map.entry("ISOIR101", "ISO-8859-2"),
            Map.entry("ISOIR109", "ISO-8859-3"),
            Map.entry("ISOIR110", "ISO-8859-4"),
            Map.entry("ISOIR144", "ISO-8859-5"),
            Map.entry("ISOIR127", "ISO-8859-6"),
            Map.entry("ISOIR126", "ISO-8859-7"),
            Map.entry("ISOIR138", "ISO-8859-8"),
            Map.entry("ISOIR148", "ISO-8859-9"),
            Map.entry("ISOIR166", "TIS-620"),
            Map.entry("ISOIR13", "JIS_X0201"),
            Map.entry("ISOIR192", "UTF-8"),
            Map.entry("GB180302000", "GB18030"),
            Map.entry("GB18030", "GB18030"),
            Map.entry("BIG5", "Big5"),
            Map.entry("KSX1001", "EUC-KR"),
            Map.entry("CNS116431992", "x-EUC-TW"),
            Map.entry("JAS2020", "ISO-2022-JP"),
            Map.entry("JISX0202", "ISO-2022-JP"),
            Map.entry("JIS", "ISO-2022-JP"));

    /** Reads a frame's content; never fails, since some set fits any bytes. */
    public static Hl7Text decode(byte[] content) {
        Charset marked = unicodeForm(content);
        List<String> names = marked != null ? List.of() : declaredCharsets(content);
        Charset declared = marked != null ? marked : chosen(names);
        if (declared != null) {
            String text = strictly(content, declared);
            // MSH-18 was read as ASCII, so a set in which the header is something else is not the one.
            if (text != null && (marked != null || text.contains("MSH"))) {
                return of(text, declared, true);
            }
        }
        boolean asDeclared = names.isEmpty() && marked == null;
        String utf8 = strictly(content, StandardCharsets.UTF_8);
        return utf8 != null
                ? of(utf8, StandardCharsets.UTF_8, asDeclared)
                : of(new String(content, StandardCharsets.ISO_8859_1), StandardCharsets.ISO_8859_1, asDeclared);
    }

    /** Whether MSH-18 holds names of character sets, or nothing. */
    static boolean areCharsets(List<String> names) {
        return names.stream().allMatch(name -> name.isBlank() || named(name) != null);
    }

    /** Whether a line end may be missing before the last three characters. */
    static boolean endsInSegmentName(String field) {
        return field.length() >= 3
                && BARE_SEGMENT.matcher(field.substring(field.length() - 3)).matches();
    }

    /**
     * Splits into segments at CR, LF or CRLF.
     *
     * <p>A line that is not three letters or digits and then the field separator, nor the bare name of a segment, belongs to
     * the segment before it, with the line break kept as LF: senders break base64 and free text that way.
     *
     * @param most stop after so many
     */
    List<String> segments(char fieldSeparator, int most) {
        List<String> segments = new ArrayList<>();
        StringBuilder current = null;
        int blankLines = 0;
        for (int start = 0; start < text.length() && segments.size() < most; ) {
            int end = endOfLine(start);
            if (start == end) {
                blankLines++;
            } else if (current == null || startsSegment(start, end, fieldSeparator)) {
                if (current != null) {
                    segments.add(current.toString());
                }
                current = new StringBuilder().append(text, start, end);
                blankLines = 0;
            } else {
                current.append("\n".repeat(blankLines + 1)).append(text, start, end);
                blankLines = 0;
            }
            start = afterLineBreak(end);
        }
        if (current != null && segments.size() < most) {
            segments.add(current.toString());
        }
        return segments;
    }

    @Override
    public String toString() {
        return "Hl7Text[" + text.length() + " characters, " + charset + "]";
    }

    private int endOfLine(int start) {
        int end = start;
        while (end < text.length() && text.charAt(end) != '\r' && text.charAt(end) != '\n') {
            end++;
        }
        return end;
    }

    private int afterLineBreak(int end) {
        boolean crLf = text.startsWith("\r\n", end);
        return end + (crLf ? 2 : 1);
    }

    private boolean startsSegment(int start, int end, char fieldSeparator) {
        if (end - start == 3) {
            return BARE_SEGMENT.matcher(text.substring(start, end)).matches();
        }
        return end - start > 3
                && text.charAt(start + 3) == fieldSeparator
                && isNameCharacter(text.charAt(start))
                && isNameCharacter(text.charAt(start + 1))
                && isNameCharacter(text.charAt(start + 2));
    }

    private static boolean isNameCharacter(char c) {
        return c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z';
    }

    private static Hl7Text of(String decoded, Charset charset, boolean asDeclared) {
        String text = decoded.indexOf('\0') < 0 ? decoded : decoded.replace("\0", "");
        int start = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? 1 : 0;
        return new Hl7Text(text.substring(start).stripLeading(), charset, asDeclared);
    }

    private static String strictly(byte[] content, Charset charset) {
        try {
            return charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** The Unicode form that a byte-order mark, or an {@code M} in two bytes, shows; else null. */
    private static Charset unicodeForm(byte[] content) {
        if (content.length < 4) {
            return null;
        }
        int first = (content[0] & 0xFF) << 8 | content[1] & 0xFF;
        return switch (first) {
            case 0xFEFF, 0x004D -> StandardCharsets.UTF_16BE;
            case 0xFFFE, 0x4D00 -> StandardCharsets.UTF_16LE;
            case 0xEFBB -> StandardCharsets.UTF_8;
            default -> null;
        };
    }

    /** What MSH-18 says, a name a repetition. */
    private static List<String> declaredCharsets(byte[] content) {
        String header = new String(content, 0, Math.min(content.length, HEADER_LIMIT), StandardCharsets.ISO_8859_1)
                .stripLeading();
        String msh = header.split("[\r\n]", 2)[0];
        if (!msh.startsWith("MSH") || msh.length() < 5) {
            return List.of();
        }
        String[] fields = msh.substring(4).split(Pattern.quote(msh.substring(3, 4)), -1);
        if (fields.length < 17) {
            return List.of();
        }
        char repetition = fields[0].length() > 1 ? fields[0].charAt(1) : '~';
        return Stream.of(fields[16].split(Pattern.quote(String.valueOf(repetition))))
                .filter(name -> !name.isBlank() && !name.equals(EXPLICIT_NULL))
                .toList();
    }

    private static Charset chosen(List<String> names) {
        Charset first = null;
        for (String name : names) {
            Charset charset = named(name);
            // A later repetition is what escape sequences of ISO 2022 switch to.
            if (charset != null && (first == null || charset.name().startsWith("ISO-2022"))) {
                first = charset;
            }
        }
        return first;
    }

    static Charset named(String name) {
        String key = name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "");
        String known = TABLE_0211.get(key);
        if (known == null) {
            String latin = key.startsWith("ISO") ? key.substring(3) : key;
            known = latin.matches("8859(1[0-6]|[1-9])") ? "ISO-8859-" + latin.substring(4) : name.strip();
        }
        try {
            return Charset.forName(known);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return null;
        }
    }
}
