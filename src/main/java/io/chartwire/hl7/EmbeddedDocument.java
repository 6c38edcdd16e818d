package io.chartwire.hl7;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A file inside an OBX-5 of type ED: standard base64 without line breaks, its media type, and its name when one is told.
 *
 * <p>The data is in OBX-5.5 by the standard and in OBX-5.1 in the field; either may have line breaks, raw or escaped, and
 * begin as a data URL (RFC 2397). OBX-5.1 is the name of an application otherwise, so there only what begins as a known kind of
 * file is data.
 * Source: HL7 v2.5, 2.A.24 (ED).
 */
record EmbeddedDocument(String mediaType, Optional<String> fileName, String base64) {

    private static final int SHORTEST_DATA = 8;
    private static final Pattern DATA_URL = Pattern.compile("(?i)^data:[^,]{0,100};base64,");
    private static final Map<String, String> MEDIA_TYPES = Map.ofEntries(
            Map.entry("PDF", "application/pdf"),
            Map.entry("RTF", "application/rtf"),
            Map.entry("HTML", "text/html"),
            Map.entry("XML", "application/xml"),
            Map.entry("PLAIN", "text/plain"),
            Map.entry("TEXT", "text/plain"),
            Map.entry("TXT", "text/plain"),
            Map.entry("JPEG", "image/jpeg"),
            Map.entry("JPG", "image/jpeg"),
            Map.entry("PNG", "image/png"),
            Map.entry("GIF", "image/gif"),
            Map.entry("TIFF", "image/tiff"),
            Map.entry("TIF", "image/tiff"),
            Map.entry("DICOM", "application/dicom"));
    private static final Map<String, String> BASE64_SIGNATURES = Map.of(
            "JVBER", "application/pdf",
            "iVBORw0", "image/png",
            "/9j/", "image/jpeg",
            "R0lGOD", "image/gif",
            "SUkqA", "image/tiff",
            "TU0AK", "image/tiff",
            "e1xydG", "application/rtf");

    /** Finds the document in one repetition of OBX-5, whose components are decoded; nothing when there is no data. */
    static Optional<EmbeddedDocument> in(List<String> components) {
        String encoding = at(components, 4).toUpperCase(Locale.ROOT);
        Optional<String> data = at(components, 5).isEmpty()
                ? data(at(components, 1), encoding)
                        .filter(base64 -> signedType(base64).isPresent())
                : data(at(components, 5), encoding);
        return data.map(base64 -> new EmbeddedDocument(mediaType(components, base64), fileName(components), base64));
    }

    private static Optional<String> data(String value, String encoding) {
        if (value.isEmpty()) {
            return Optional.empty();
        }
        return switch (encoding) {
            case "A" -> Optional.of(Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)));
            case "HEX" -> hexadecimal(withoutBlanks(value));
            default -> base64(withoutBlanks(value));
        };
    }

    private static Optional<String> base64(String value) {
        String unpadded =
                DATA_URL.matcher(value).replaceFirst("").replace('-', '+').replace('_', '/');
        int end = unpadded.length();
        while (end > 0 && unpadded.charAt(end - 1) == '=') {
            end--;
        }
        if (end < SHORTEST_DATA || end % 4 == 1) {
            return Optional.empty();
        }
        for (int i = 0; i < end; i++) {
            char c = unpadded.charAt(i);
            boolean digit =
                    c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '/';
            if (!digit) {
                return Optional.empty();
            }
        }
        return Optional.of(unpadded.substring(0, end) + "=".repeat((4 - end % 4) % 4));
    }

    private static Optional<String> hexadecimal(String value) {
        try {
            return Optional.of(Base64.getEncoder().encodeToString(HexFormat.of().parseHex(value)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String mediaType(List<String> components, String base64) {
        Optional<String> signed = signedType(base64);
        if (signed.isPresent()) {
            return signed.get();
        }
        for (int component : new int[] {3, 2}) {
            String told = at(components, component).toUpperCase(Locale.ROOT);
            String known = MEDIA_TYPES.get(told.substring(told.indexOf('/') + 1));
            if (known != null) {
                return known;
            }
        }
        return "application/octet-stream";
    }

    /** The media type that the data itself shows. */
    private static Optional<String> signedType(String base64) {
        return BASE64_SIGNATURES.entrySet().stream()
                .filter(signature -> base64.startsWith(signature.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static Optional<String> fileName(List<String> components) {
        String source = at(components, 1);
        return source.matches("[\\w][\\w .()-]{0,120}\\.[A-Za-z]{3,4}") ? Optional.of(source) : Optional.empty();
    }

    private static String at(List<String> components, int number) {
        return number <= components.size() ? components.get(number - 1) : "";
    }

    private static String withoutBlanks(String value) {
        StringBuilder kept = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (!Character.isWhitespace(c)) {
                kept.append(c);
            }
        }
        return kept.toString();
    }

    @Override
    public String toString() {
        return "EmbeddedDocument[" + mediaType + ", " + base64.length() + " characters]";
    }
}
