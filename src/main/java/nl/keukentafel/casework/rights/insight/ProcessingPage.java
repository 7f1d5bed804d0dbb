package nl.keukentafel.casework.rights.insight;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import nl.keukentafel.casework.verslag.Pages;
import nl.keukentafel.identity.OrganizationIdentifier;
import nl.keukentafel.policy.Role;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;

/** The overview in plain Dutch. */
final class ProcessingPage {
  /** One kind of data, in words. */
  record Kind(
      String name,
      String holder,
      String origin,
      String purposes,
      String kept,
      List<Line> readers,
      List<Line> seen) {}

  /**
   * @param link of the article; absent where there is none
   */
  record Line(String who, String what, @Nullable String link) {}

  private final Pages pages = new Pages();
  private final Words words;

  ProcessingPage(Words words) {
    this.words = words;
  }

  String of(
      List<Processing> kinds,
      Function<Processing, Reference> holder,
      Function<OrganizationIdentifier, String> name) {
    return pages.of(
        "verwerkingen",
        Map.of(
            "kinds",
            kinds.stream()
                .map(each -> kind(each, holder.apply(each).getDisplay(), name))
                .sorted(Comparator.comparing(Kind::name))
                .toList()));
  }

  private Kind kind(Processing kind, String holder, Function<OrganizationIdentifier, String> name) {
    return new Kind(
        words.of("informatiecategorie", kind.what().category()),
        holder,
        words.of("herkomst", kind.what().herkomst()),
        kind.purposes().stream()
            .map(each -> words.of("doel", each))
            .collect(Collectors.joining(", ")),
        Retention.inWords(kind.what(), Pages.day(kind.keptUntil())),
        kind.readers().stream()
            .map(
                each ->
                    new Line(
                        who(each.reader().role(), each.reader().organization(), name),
                        each.decision().rule().sentence()
                            + " ("
                            + each.decision().rule().citation()
                            + ")",
                        each.decision().rule().link()))
            .toList(),
        kind.seen().entrySet().stream()
            .map(
                each ->
                    new Line(
                        who(each.getKey().role(), each.getKey().organization(), name),
                        each.getValue().count()
                            + " keer, het laatst op "
                            + Pages.day(each.getValue().last()),
                        null))
            .sorted(Comparator.comparing(Line::who))
            .toList());
  }

  private String who(
      Role role,
      @Nullable OrganizationIdentifier organization,
      Function<OrganizationIdentifier, String> name) {
    String what = words.of("rol", role);
    return organization == null ? what : what + " van " + name.apply(organization);
  }
}
