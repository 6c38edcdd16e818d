package io.chartwire.hl7;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads HL7 time stamps of any precision as ISO 8601.
 *
 * <p>What is no time gives nothing. Source: HL7 v2.5, 2.A.22 (DTM).
 */
final class Hl7Time {

    private static final Pattern DTM = Pattern.compile("(\\d{4})(?:(\\d\\d)(?:(\\d\\d)(?:(\\d\\d)(?:(\\d\\d)"
            + "(?:(\\d\\d)(?:\\.(\\d{1,9}))?)?)?)?)?)?([+-]\\d{4})?");
    private static final DateTimeFormatter ISO = DateTimeFormatter.ISO_OFFSET_DATE_TIME;
    private static final int WIDEST_OFFSET_HOURS = 14;

    private Hl7Time() {}

    /** @param zone where the stamp has no offset */
    static Optional<String> instant(String stamp, ZoneOffset zone) {
        Matcher parts = DTM.matcher(stamp);
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            LocalDateTime local = LocalDateTime.of(
                    number(parts.group(1), 0),
                    number(parts.group(2), 1),
                    number(parts.group(3), 1),
                    number(parts.group(4), 0),
                    number(parts.group(5), 0),
                    number(parts.group(6), 0),
                    nanos(parts.group(7)));
            return Optional.of(ISO.format(local.atOffset(parts.group(8) == null ? zone : offset(parts.group(8)))));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** The offset of a stamp that has one. */
    static Optional<ZoneOffset> offsetOf(String stamp) {
        Matcher parts = DTM.matcher(stamp);
        try {
            return parts.matches() ? Optional.ofNullable(parts.group(8)).map(Hl7Time::offset) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** The day of a stamp that is at least as precise as a day. */
    static Optional<String> date(String stamp) {
        Matcher parts = DTM.matcher(stamp);
        if (!parts.matches() || parts.group(3) == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    LocalDate.of(number(parts.group(1), 0), number(parts.group(2), 1), number(parts.group(3), 1))
                            .toString());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static int number(String digits, int absent) {
        return digits == null ? absent : Integer.parseInt(digits);
    }

    private static int nanos(String fraction) {
        return fraction == null ? 0 : Integer.parseInt((fraction + "000000000").substring(0, 9));
    }

    private static ZoneOffset offset(String offset) {
        int sign = offset.charAt(0) == '-' ? -1 : 1;
        int hours = Integer.parseInt(offset.substring(1, 3));
        int minutes = Integer.parseInt(offset.substring(3));
        if (hours > WIDEST_OFFSET_HOURS) {
            throw new DateTimeException("offset out of range");
        }
        return ZoneOffset.ofHoursMinutes(sign * hours, sign * minutes);
    }
}
