// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How authorities follow one another. */
class ServingAuthoritiesTest {
    private static final Instant BEGIN = Instant.parse("2026-03-01T10:00:00Z");
    private final SecureRandom random = new SecureRandom();
    private final ServingAuthorities first = new ServingAuthorities(List.of()).renewed(BEGIN, random);

    @Test
    void theFirstSignsAtOnceAsThereIsNoOther() {
        assertThat(first.all()).hasSize(1);
        assertThat(first.signing(BEGIN)).isEqualTo(first.all().getFirst());
    }

    @Test
    void nothingChangesUntilThreeMonthsBeforeTheEnd() {
        assertThat(first.renewed(BEGIN.plus(Duration.ofDays(274)), random)).isEqualTo(first);
    }

    @Test
    void theNextIsToldADayBeforeItSigns() {
        var renewal = BEGIN.plus(Duration.ofDays(276));

        var both = first.renewed(renewal, random);

        assertThat(both.all()).hasSize(2);
        assertThat(both.signing(renewal.plus(Duration.ofHours(23))))
                .isEqualTo(both.all().getFirst());
        assertThat(both.signing(renewal.plus(Duration.ofHours(25))))
                .isEqualTo(both.all().getLast());
    }

    @Test
    void onEveryDayOfTwoYearsWhatIsShownIsTrustedByWhatWasToldADayBefore() throws Exception {
        var authorities = first;
        var told = first.certificates();
        var names = List.of("granary.granary-system.svc");
        for (var day = 0; day < 730; day++) {
            var now = BEGIN.plus(Duration.ofDays(day));
            authorities = authorities.renewed(now, random);

            var shown = authorities.signing(now).issue(names, now, ServingKeys.LEAF_VALID, random);

            assertThat(isSignedByOneOf(shown, told, now)).as("day %d", day).isTrue();
            told = authorities.certificates();
        }
        assertThat(authorities.all()).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        var both = first.renewed(BEGIN.plus(Duration.ofDays(300)), random);

        var read = new ServingAuthorities(ServingAuthority.read(both.certificates(), both.keys()));

        assertThat(read.certificates()).isEqualTo(both.certificates());
        assertThat(read.keys()).isEqualTo(both.keys());
        assertThat(read.toString()).doesNotContain("PRIVATE");
    }

    @Test
    void refusesWhatIsNotWhole() {
        assertThatThrownBy(() -> ServingAuthority.read(first.certificates(), ""))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ServingAuthority.read(first.keys(), first.keys()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static boolean isSignedByOneOf(ServingCertificate shown, String authorities, Instant now) throws Exception {
        var leaf = certificates(shown.certificatePem()).iterator().next();
        return certificates(authorities).stream().anyMatch(authority -> {
            try {
                leaf.verify(authority.getPublicKey());
                authority.checkValidity(java.util.Date.from(now));
                return true;
            } catch (GeneralSecurityException other) {
                return false;
            }
        });
    }

    @SuppressWarnings("unchecked")
    private static Collection<X509Certificate> certificates(String pem) throws GeneralSecurityException {
        return (Collection<X509Certificate>) CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    }
}
