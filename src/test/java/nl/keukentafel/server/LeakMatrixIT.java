package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import com.nimbusds.jose.jwk.RSAKey;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nl.keukentafel.access.judgement.Gate;
import nl.keukentafel.conformance.InformationCategories;
import nl.keukentafel.policy.Role;
import org.assertj.core.api.SoftAssertions;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * The leak matrix: whatever is asked and by whom, what is hidden, what is deleted and what never
 * was get one and the same answer.
 */
@ServerTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LeakMatrixIT {
  @LocalServerPort int port;
  @Autowired RSAKey key;
  @Autowired Gate gate;
  @Autowired InformationCategories categories;
  @Autowired DaoRegistry daos;

  private final Map<Surface, List<Integer>> table = new LinkedHashMap<>();
  private HiddenDossier dossiers;
  private List<Stranger> strangers;
  private Party lindehoven;
  private Target hidden;
  private List<Target> notThere;

  @BeforeAll
  void thereAreDossiers() {
    lindehoven = Party.of(port, "gemeente-lindehoven", "wmo-consulent");
    dossiers = new HiddenDossier(gate, categories, daos);
    hidden = dossiers.hidden(lindehoven);
    notThere = List.of(dossiers.gone(lindehoven), Target.absent());
    dossiers.empty(Stranger.OWN_CLIENT, "gemeente-westerbrug", "9902", "999970045");
    strangers = Stranger.all(new Tokens(key, port));
  }

  Stream<Surface> surfaces() {
    return Stream.of(
            SearchSurfaces.all(dossiers.types()),
            ReadSurfaces.all(dossiers.types()),
            WriteSurfaces.all())
        .flatMap(each -> each);
  }

  @ParameterizedTest
  @MethodSource("surfaces")
  void hiddenDeletedAndAbsentAreOneAnswer(Surface surface) {
    SoftAssertions softly = new SoftAssertions();
    List<Told> all = strangers.parallelStream().map(stranger -> told(stranger, surface)).toList();
    for (Told told : all) {
      String who = "%s by %s".formatted(surface, told.stranger().name());
      softly.assertThat(told.beside()).as(who).allMatch(told.hidden()::equals);
      softly.assertThat(told.hidden()).as(who).matches(this::keepsSecret);
      softly.assertThat(told.hidden().said()).as(who).isBetween(surface.closed() ? 400 : 200, 499);
    }
    table.put(surface, all.stream().map(told -> told.hidden().said()).toList());
    softly.assertAll();
  }

  private record Told(Stranger stranger, Compared hidden, List<Compared> beside) {}

  private Told told(Stranger stranger, Surface surface) {
    return new Told(
        stranger,
        stranger.ask(surface, hidden),
        others(surface).stream().map(other -> stranger.ask(surface, other)).toList());
  }

  /** A surface without a target has one answer; one that is closed looks for nothing. */
  private List<Target> others(Surface surface) {
    return !surface.hasTarget() ? List.of() : surface.closed() ? notThere.subList(1, 2) : notThere;
  }

  private boolean keepsSecret(Compared told) {
    return Stream.of("verscholen", "verwijderd").noneMatch(told::tells);
  }

  @Test
  void everyRoleIsAmongTheStrangers() {
    assertThat(strangers.stream().map(Stranger::role).collect(Collectors.toSet()))
        .isEqualTo(EnumSet.allOf(Role.class));
  }

  @Test
  void theSecretIsThereForWhomItIsFor() {
    Party deLinde = Party.of(port, "aanbieder-de-linde", "zorgcoordinator");
    for (String type : dossiers.types()) {
      Surface read = Surface.get(type + "/{id}");
      assertThat(
              Stream.of(lindehoven, deLinde)
                  .map(party -> read.ask(party, hidden, ""))
                  .filter(told -> told.status() == 200))
          .as(type)
          .isNotEmpty()
          .allMatch(told -> told.tells(hidden.word()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Patient/{id}", "Observation?patient={id}&_summary=count"})
  void aDifferenceIsNoticed(String path) {
    Surface surface = Surface.get(path);
    assertThat(surface.ask(lindehoven, hidden, ""))
        .isEqualTo(surface.ask(lindehoven, hidden, ""))
        .isNotEqualTo(surface.ask(lindehoven, Target.absent(), ""));
  }

  /** The form is stored, and nothing tells that its number was seen before. */
  @Test
  void aNumberThatAnotherDossierUsesIsAsGoodAsNew() {
    QuestionnaireResponse there = MevrouwT.gesprek();
    assertThat(lindehoven.post("QuestionnaireResponse", there).status()).isEqualTo(201);
    Party westerbrug = Party.of(port, "gemeente-westerbrug", "wmo-consulent");
    for (QuestionnaireResponse form : List.of(there, MevrouwT.gesprek())) {
      form.getSubject().setReference("Patient/" + Stranger.OWN_CLIENT);
      form.getAuthor().setReference("Organization/gemeente-westerbrug");
      assertThat(westerbrug.post("QuestionnaireResponse", form).status()).isEqualTo(201);
    }
  }

  @AfterAll
  void print() {
    System.out.println(new MatrixTable(strangers, table));
  }
}
