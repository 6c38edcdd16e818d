package io.chartwire.intake;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.chartwire.hl7.Hl7Message;
import io.chartwire.hl7.YamlTable;
import io.chartwire.identity.TenantId;
import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.security.auth.x500.X500Principal;

/**
 * Whose messages a sender's are: rules on MSH-3 to MSH-6 and on the connection, of which the first that matches holds.
 *
 * <p>A name in MSH is what anybody may write. So a rule that names a sender and demands a certificate or a network protects
 * that name: no rule that demands neither takes a message of it.
 */
public record Senders(@JsonProperty(required = true) List<Rule> senders) {
    private static final String ANY = "*";

    /**
     * One line of the table; what is left out or {@code *} matches everything, also nothing.
     *
     * @param certificate subjects (all of the distinguished name, or its CN) of which the sender must show one
     * @param network networks such as {@code 10.1.0.0/16} of which the connection must come from one
     */
    record Rule(
            String sendingApplication,
            String sendingFacility,
            String receivingApplication,
            String receivingFacility,
            @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<Subject> certificate,
            @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<Network> network,
            @JsonProperty(required = true) String tenant) {

        boolean matches(Hl7Message message) {
            return matches(sendingApplication, message == null ? "" : message.sendingApplication())
                    && matches(sendingFacility, message == null ? "" : message.sendingFacility())
                    && matches(receivingApplication, message == null ? "" : message.receivingApplication())
                    && matches(receivingFacility, message == null ? "" : message.receivingFacility());
        }

        boolean matches(Peer peer) {
            return (certificate == null
                            || peer.subject().isPresent()
                                    && isOneOf(peer.subject().get()))
                    && admits(peer.address());
        }

        boolean admits(InetSocketAddress address) {
            return network == null || network.stream().anyMatch(one -> one.holds(address));
        }

        boolean demandsProof() {
            return certificate != null || network != null;
        }

        boolean namesSender() {
            return isName(sendingApplication) || isName(sendingFacility);
        }

        private boolean isOneOf(X500Principal subject) {
            return certificate.stream().anyMatch(one -> one.is(subject));
        }

        private static boolean matches(String rule, String name) {
            return !isName(rule) || rule.equals(name);
        }

        private static boolean isName(String rule) {
            return rule != null && !rule.equals(ANY);
        }
    }

    /** A certificate's subject: the distinguished name, or its CN alone. */
    record Subject(String name) {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        Subject {
            if (name.indexOf('=') >= 0) {
                new X500Principal(name);
            }
        }

        boolean is(X500Principal subject) {
            return name.indexOf('=') >= 0
                    ? new X500Principal(name).equals(subject)
                    : commonNames(subject).anyMatch(name::equalsIgnoreCase);
        }

        private static Stream<String> commonNames(X500Principal subject) {
            try {
                return new LdapName(subject.getName())
                        .getRdns().stream()
                                .filter(part -> part.getType().equalsIgnoreCase("CN"))
                                .map(part -> part.getValue().toString());
            } catch (InvalidNameException e) {
                return Stream.empty();
            }
        }
    }

    /** A network in CIDR notation; a single address is one too. */
    static final class Network {
        private final IpSubnetFilterRule rule;

        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        Network(String cidr) {
            String[] parts = cidr.strip().split("/", 2);
            boolean six = parts[0].indexOf(':') >= 0;
            int prefix = parts.length == 2 ? Integer.parseInt(parts[1]) : six ? 128 : 32;
            rule = new IpSubnetFilterRule(parts[0], prefix, IpFilterRuleType.ACCEPT);
        }

        boolean holds(InetSocketAddress address) {
            return rule.matches(address);
        }
    }

    public Senders {
        senders = List.copyOf(senders);
        senders.forEach(rule -> new TenantId(rule.tenant()));
    }

    /**
     * Reads the table.
     *
     * @throws IllegalArgumentException when it is no such table
     */
    public static Senders parse(String yaml) {
        return YamlTable.parse(yaml, Senders.class);
    }

    /**
     * The tenant of a message; nothing when its sender is in no rule.
     *
     * @param message null for bytes that are no message, which only a rule for every sender matches
     */
    Optional<TenantId> tenantOf(Hl7Message message, Peer peer) {
        boolean proofNeeded = false;
        for (Rule rule : senders) {
            if (!rule.matches(message)) {
                continue;
            }
            if (rule.matches(peer) && (rule.demandsProof() || !proofNeeded)) {
                return Optional.of(new TenantId(rule.tenant()));
            }
            proofNeeded |= rule.demandsProof() && rule.namesSender();
        }
        return Optional.empty();
    }

    /** Whether a rule may match a connection from there. */
    boolean admit(InetSocketAddress address) {
        return senders.stream().anyMatch(rule -> rule.admits(address));
    }
}
