package io.chartwire.hl7;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** The shared samples with bytes changed, put in, left out and repeated, one after another for ever. */
final class DamagedSamples {
    private final List<byte[]> samples = List.of(
            Hl7Samples.file("oru-r01-lab-results-basic.hl7"),
            Hl7Samples.file("oru-r01-lab-results-derm.hl7"),
            Hl7Samples.file("LAB-ORU-1.hl7"),
            Hl7Samples.file("LAB-ORU-2.hl7"),
            Hl7Samples.file("LRI_2.0-NG_CBC_Typ_Message.hl7"),
            Hl7Samples.file("ADT04-251.hl7"));

    private final Random random;
    private int given;

    DamagedSamples(Random random) {
        this.random = random;
    }

    byte[] next() {
        return damaged(samples.get(given++ % samples.size()));
    }

    private byte[] damaged(byte[] sample) {
        byte[] damaged = sample;
        for (int i = random.nextInt(12); i > 0; i--) {
            int from = random.nextInt(damaged.length + 1);
            int to = Math.min(damaged.length, from + random.nextInt(40));
            int place = random.nextInt(damaged.length + 1);
            damaged = switch (random.nextInt(4)) {
                case 0 -> spliced(damaged, from, Math.min(damaged.length, from + 1), oddBytes(1));
                case 1 -> spliced(damaged, from, from, oddBytes(random.nextInt(30)));
                case 2 -> spliced(damaged, from, to, new byte[0]);
                default -> spliced(damaged, place, place, Arrays.copyOfRange(damaged, from, to));
            };
        }
        return damaged;
    }

    private byte[] oddBytes(int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = random.nextBoolean()
                    ? (byte) random.nextInt(256)
                    : (byte) "|^~\\&\r\n\u000B\u001C".charAt(random.nextInt(9));
        }
        return bytes;
    }

    /** The bytes with {@code given} in place of those between the two places. */
    private static byte[] spliced(byte[] bytes, int from, int to, byte[] given) {
        byte[] spliced = new byte[bytes.length - (to - from) + given.length];
        System.arraycopy(bytes, 0, spliced, 0, from);
        System.arraycopy(given, 0, spliced, from, given.length);
        System.arraycopy(bytes, to, spliced, from + given.length, bytes.length - to);
        return spliced;
    }
}
