package io.chartwire.route;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * A mistake that an engineer may save, and what the hub must say of it.
 *
 * @param files the edited files and what they hold then; a null is a deleted file
 * @param told how the first problem begins: file, line
 * @param words what its sentence says
 */
record BadEdit(String name, Map<String, byte[]> files, String told, String words) {
    private static final byte[] GARBAGE = {(byte) 0xC3, 0x28, 0x00, (byte) 0xFF, 0x0A};
    private static final String CLAIMS = "events/claims.camel.yaml";

    private interface Edit {
        byte[] of(String text);
    }

    /** The mistakes, made of the shipped files below a folder. */
    static BadEdit[] all(Path routes) {
        return new BadEdit[] {
            text(
                    routes,
                    "broken YAML",
                    CLAIMS,
                    it -> it.replace("id: claims-route-events", "id: [claims-route-events"),
                    CLAIMS + ":",
                    "no YAML"),
            text(
                    routes,
                    "a tab",
                    CLAIMS,
                    it -> it.replace("  description: Turns", "\tdescription: Turns"),
                    CLAIMS + ":3",
                    "TAB"),
            text(
                    routes,
                    "an unknown step",
                    CLAIMS,
                    it -> it.replaceFirst("- choice:", "- choise:"),
                    CLAIMS + ":8",
                    "choise"),
            text(
                    routes,
                    "an unknown option of a step",
                    CLAIMS,
                    it -> it.replaceFirst(
                            "uri: kamelet:event\n", "uri: kamelet:event\n                      pattrn: InOnly\n"),
                    CLAIMS + ":16",
                    "pattrn"),
            text(
                    routes,
                    "an unknown option of an endpoint",
                    "hl7/mllp.camel.yaml",
                    it -> it.replace("keepAlive:", "keepAlife:"),
                    "hl7/mllp.camel.yaml:16",
                    "netty has no option keepAlife"),
            text(
                    routes,
                    "a call that leads nowhere",
                    CLAIMS,
                    it -> it.replaceFirst("uri: direct:claims-route-new-status", "uri: direct:claims-route-other"),
                    CLAIMS + ":",
                    "no route from direct:claims-route-other"),
            text(
                    routes,
                    "a mistake in SQL",
                    "sql/claims/set-status.sql",
                    it -> it.replace("RETURNING stored", "RETURNNG stored"),
                    "sql/claims/set-status.sql:14",
                    "syntax error"),
            text(
                    routes,
                    "an unknown column",
                    "sql/claims/object.sql",
                    it -> it.replace("claim.paid_amount", "claim.paid_amont"),
                    "sql/claims/object.sql:17",
                    "paid_amont"),
            text(
                    routes,
                    "an unknown parameter",
                    "sql/claims/set-status.sql",
                    it -> it.replace(":id::uuid", ":claimId::uuid"),
                    "sql/claims/set-status.sql:12",
                    ":claimId"),
            file(
                    routes,
                    "a missing statement",
                    "sql/claims/read-claim.sql",
                    it -> null,
                    "rest/claims",
                    "sql/claims/read-claim.sql"),
            file(
                    routes,
                    "a deleted file in use",
                    "sql/claims/object.sql",
                    it -> null,
                    "sql/claims/",
                    "sql/claims/object.sql"),
            text(
                    routes,
                    "a missing parameter of a template",
                    "rest/claims.camel.yaml",
                    it -> it.replaceFirst("              sql: claims/list-claims\n", "              {}\n"),
                    "rest/claims.camel.yaml:8",
                    "parameter sql"),
            text(
                    routes,
                    "an unknown template",
                    CLAIMS,
                    it -> it.replaceFirst("kamelet:event\n", "kamelet:evnt\n"),
                    CLAIMS + ":13",
                    "no template evnt"),
            text(
                    routes,
                    "an id twice",
                    "rest/claims-moves.camel.yaml",
                    it -> it.replace("id: claims-record-payment", "id: claims-set-status"),
                    "openapi.yaml:",
                    "claims-record-payment"),
            text(
                    routes,
                    "an unknown variable",
                    "dead-letters/replay.camel.yaml",
                    it -> it.replace("${variable.results}", "${variable.reslts}"),
                    "dead-letters/replay.camel.yaml:25",
                    "variable reslts"),
            text(
                    routes,
                    "a mistake in jq",
                    CLAIMS,
                    it -> it.replaceFirst("\\.before\\.status != ", ".before.status !== "),
                    CLAIMS + ":8",
                    "no jq"),
            text(
                    routes,
                    "an unknown event",
                    CLAIMS,
                    it -> it.replace("claim:denied", "claim:refused"),
                    CLAIMS + ":",
                    "claim:refused is not in asyncapi.yaml"),
            text(
                    routes,
                    "a broken contract",
                    "openapi.yaml",
                    it -> it.replaceFirst("#/components/schemas/ClaimStatus", "#/components/schemas/ClaimState"),
                    "openapi.yaml:",
                    "nothing at #/components/schemas/ClaimState"),
            text(
                    routes,
                    "an operation without a route",
                    "openapi.yaml",
                    it -> it.replace("operationId: claims-set-status", "operationId: claims-move-claim"),
                    "openapi.yaml:",
                    "claims-move-claim has no route"),
            text(
                    routes,
                    "an unknown role",
                    "audiences.yaml",
                    it -> it.replaceFirst("billers: \\[billing", "billers: [biling"),
                    "audiences.yaml:",
                    "biling"),
            text(
                    routes,
                    "a table of audiences with a misspelt part",
                    "audiences.yaml",
                    it -> it.replaceFirst("\nphi:", "\npih:"),
                    "audiences.yaml:",
                    "pih is none of groups"),
            text(
                    routes,
                    "nobody who sees patients' data",
                    "audiences.yaml",
                    it -> it.replaceFirst("(?s)\nphi:.*", "\n"),
                    "audiences.yaml",
                    "who sees patients' data"),
            text(
                    routes,
                    "a misspelt operation of phi",
                    "audiences.yaml",
                    it -> it.replace("[biopsies-read-document,", "[biopsies-read-documnet,"),
                    "audiences.yaml:",
                    "operation biopsies-read-documnet is not in openapi.yaml"),
            text(
                    routes,
                    "a misspelt search of phi",
                    "audiences.yaml",
                    it -> it.replace("searches: [mrn,", "searches: [mnr,"),
                    "audiences.yaml:",
                    "parameter mnr is not in openapi.yaml"),
            text(
                    routes,
                    "a search of phi that is no list",
                    "audiences.yaml",
                    it -> it.replaceFirst("searches: \\[.*", "searches: mrn"),
                    "audiences.yaml:",
                    "must be a list"),
            text(
                    routes,
                    "a group that names itself",
                    "audiences.yaml",
                    it -> it.replaceFirst("billers: \\[billing", "billers: [billers, billing"),
                    "audiences.yaml:",
                    "The group billers names itself"),
            text(
                    routes,
                    "bad transitions",
                    "transitions.yaml",
                    it -> it.replaceFirst("submitted: \\[accepted, rejected, denied, paid\\]", "submitted: accepted"),
                    "transitions.yaml:",
                    "list of statuses"),
            text(
                    routes,
                    "bad senders",
                    "hl7/senders.yaml",
                    it -> it.replace("    tenant: demo", "    tennant: demo"),
                    "hl7/senders.yaml:" + (line(routes, "hl7/senders.yaml", "    tenant: demo") + 1),
                    "senders[0].tenant must be a text"),
            text(
                    routes,
                    "bad matching",
                    "hl7/matching.yaml",
                    it -> "rules:\n  - {name: warn}\n",
                    "hl7/matching.yaml:2",
                    "rules[0].name must be one of ignore, note, refuse"),
            text(
                    routes,
                    "a critical rule that is no jq",
                    "critical.yaml",
                    it -> it.replaceFirst("  when: .*", "  when: .a ==="),
                    "critical.yaml:" + line(routes, "critical.yaml", "  when: "),
                    "when: Encountered"),
            text(
                    routes,
                    "an operationId twice",
                    "openapi.yaml",
                    it -> it.replace("operationId: claims-set-status", "operationId: claims-list-claims"),
                    "openapi.yaml:" + (line(routes, "openapi.yaml", "operationId: claims-set-status") - 1),
                    "needs an operationId of its own"),
            text(
                    routes,
                    "a bad pattern",
                    "openapi.yaml",
                    it -> it.replaceFirst("pattern: '\\\\S'", "pattern: '(['"),
                    "openapi.yaml:" + line(routes, "openapi.yaml", "pattern: '\\S'"),
                    "Unclosed character class"),
            text(routes, "an item that is no route", CLAIMS, it -> it + "- bad\n", CLAIMS + ":", "no route"),
            text(
                    routes,
                    "a file saved by half",
                    CLAIMS,
                    it -> it.substring(0, it.indexOf("otherwise:") + 4),
                    CLAIMS + ":",
                    ""),
            file(routes, "no text at all", CLAIMS, it -> GARBAGE, CLAIMS, "not UTF-8"),
        };
    }

    /** Saves the mistake in a folder. */
    void save(Path folder) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            if (file.getValue() == null) {
                Files.delete(path);
            } else {
                Files.write(path, file.getValue());
            }
        }
    }

    /** Takes it back. */
    void mend(Path folder, Path good) throws IOException {
        for (String file : files.keySet()) {
            Files.write(folder.resolve(file), Files.readAllBytes(good.resolve(file)));
        }
    }

    @Override
    public String toString() {
        return name;
    }

    /** The first line of a file that holds this. */
    private static int line(Path routes, String file, String text) {
        try {
            List<String> lines = Files.readAllLines(routes.resolve(file));
            return 1
                    + IntStream.range(0, lines.size())
                            .filter(index -> lines.get(index).contains(text))
                            .findFirst()
                            .orElseThrow();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static BadEdit text(
            Path routes, String name, String file, UnaryOperator<String> edit, String told, String words) {
        return file(routes, name, file, it -> edit.apply(it).getBytes(StandardCharsets.UTF_8), told, words);
    }

    private static BadEdit file(Path routes, String name, String file, Edit edit, String told, String words) {
        try {
            String before = Files.readString(routes.resolve(file));
            byte[] after = edit.of(before);
            if (after != null && before.equals(new String(after, StandardCharsets.UTF_8))) {
                throw new IllegalStateException(name + " changes nothing in " + file);
            }
            Map<String, byte[]> files = new LinkedHashMap<>();
            files.put(file, after);
            return new BadEdit(name, files, told, words);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
