package io.chartwire.route;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.chartwire.Mistake;
import io.chartwire.database.SqlFiles;
import io.chartwire.delivery.CriticalRules;
import io.chartwire.hl7.PathologyMapping;
import io.chartwire.identity.Audiences;
import io.chartwire.intake.Matching;
import io.chartwire.intake.Senders;
import io.chartwire.rest.Contract;
import io.chartwire.rest.Transitions;
import io.chartwire.socket.EventNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;

/** What stands beside the routes as data, of one set, so that a request never sees half of a change. */
public record Definitions(
        Contract contract,
        Audiences audiences,
        Transitions transitions,
        Senders senders,
        Matching matching,
        PathologyMapping pathology,
        EventNames events,
        CriticalRules criticalRules,
        SqlFiles statements) {
    static final String CONTRACT = "openapi.yaml";
    static final String EVENTS = "asyncapi.yaml";
    static final String AUDIENCES = "audiences.yaml";
    static final String TRANSITIONS = "transitions.yaml";
    static final String CRITICAL = "critical.yaml";
    static final String SENDERS = "hl7/senders.yaml";
    static final String MATCHING = "hl7/matching.yaml";
    static final String PATHOLOGY = "hl7/pathology-mapping.yaml";

    /**
     * The documents of a set.
     *
     * @throws IllegalArgumentException when one is not there or is not what it should be; the message names it
     */
    public static Definitions of(RouteSet set) {
        Reading reading = new Reading(set);
        Definitions definitions = reading.definitions();
        if (!reading.problems.isEmpty()) {
            throw new IllegalArgumentException(reading.problems.get(0).toString());
        }
        return definitions;
    }

    /** What is wrong with the documents of a set; empty when {@link #of} gives them. */
    static List<Problem> problems(RouteSet set) {
        Reading reading = new Reading(set);
        reading.definitions();
        return reading.problems;
    }

    private interface Parser<T> {
        T parse(String yaml) throws JsonProcessingException;
    }

    private record Reading(RouteSet set, List<Problem> problems) {
        Reading(RouteSet set) {
            this(set, new ArrayList<>());
        }

        Definitions definitions() {
            return new Definitions(
                    read(CONTRACT, Contract::parse),
                    read(AUDIENCES, Audiences::parse),
                    read(TRANSITIONS, Transitions::parse),
                    read(SENDERS, Senders::parse),
                    read(MATCHING, Matching::parse),
                    read(PATHOLOGY, PathologyMapping::parse),
                    read(EVENTS, EventNames::parse),
                    read(CRITICAL, CriticalRules::parse),
                    set.statements());
        }

        private <T> T read(String file, Parser<T> parser) {
            Optional<String> text = set.text(file);
            if (text.isEmpty()) {
                String sentence = set.file(file).isPresent() ? "The file is not UTF-8 text" : "This file is needed";
                problems.add(new Problem(file, 0, sentence));
                return null;
            }
            YamlDocument document;
            try {
                document = YamlDocument.parse(text.get());
            } catch (YamlDocument.NoYaml e) {
                problems.add(e.in(file));
                return null;
            }
            try {
                return parser.parse(text.get());
            } catch (Mistake e) {
                problems.add(new Problem(file, e.line() > 0 ? e.line() : document.line(e.keys()), e.sentence()));
            } catch (JsonProcessingException e) {
                problems.add(Failure.of(e, file));
            } catch (RuntimeException e) {
                problems.add(new Problem(
                        file, lineOfPattern(e, document), Failure.of(e).sentence()));
            }
            return null;
        }

        private static int lineOfPattern(Throwable thrown, YamlDocument document) {
            for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
                if (cause instanceof PatternSyntaxException pattern) {
                    return document.lineOfText(pattern.getPattern());
                }
            }
            return 0;
        }
    }
}
