package nl.keukentafel.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import nl.keukentafel.conformance.ConformanceResources;
import org.hl7.fhir.r4.model.Narrative;
import org.hl7.fhir.r4.model.Narrative.NarrativeStatus;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseItemAnswerComponent;
import org.hl7.fhir.utilities.xhtml.NodeType;
import org.hl7.fhir.utilities.xhtml.XhtmlNode;

/**
 * Tells in plain Dutch what was answered in a group: a table of questions and answers,
 * https://hl7.org/fhir/R4/narrative.html.
 */
final class GroupNarrative {
  private final AnswerText answers;

  GroupNarrative(ConformanceResources resources) {
    this.answers = new AnswerText(resources);
  }

  /** Empty when nothing that is shown was answered. */
  Optional<Narrative> of(List<FormItem> groups, Predicate<FormItem> shown) {
    XhtmlNode table = new XhtmlNode(NodeType.Element, "table");
    for (int i = 0; i < groups.size(); i++) {
      FormItem item = groups.get(i);
      if (item.isGroup()) {
        String heading = groups.size() == 1 ? "" : heading(groups, i);
        rows(table, item, heading, shown);
      } else {
        row(table, item, shown);
      }
    }
    if (!table.hasChildren()) {
      return Optional.empty();
    }
    Narrative narrative = new Narrative();
    narrative.setStatus(NarrativeStatus.GENERATED);
    XhtmlNode div = new XhtmlNode(NodeType.Element, "div");
    div.setAttribute("xmlns", "http://www.w3.org/1999/xhtml");
    div.setAttribute("lang", "nl").setAttribute("xml:lang", "nl");
    div.getChildNodes().add(table);
    narrative.setDiv(div);
    return Optional.of(narrative);
  }

  private void rows(XhtmlNode table, FormItem group, String heading, Predicate<FormItem> shown) {
    XhtmlNode block = new XhtmlNode(NodeType.Element, "table");
    List<FormItem> children = group.children();
    for (int i = 0; i < children.size(); i++) {
      FormItem child = children.get(i);
      if (child.isGroup()) {
        rows(block, child, heading(children, i), shown);
      } else {
        row(block, child, shown);
      }
    }
    if (block.hasChildren() && !heading.isEmpty()) {
      table.addTag("tr").addTag("th").setAttribute("colspan", "2").addText(heading);
    }
    table.getChildNodes().addAll(block.getChildNodes());
  }

  /** A group that occurs more than once is numbered. */
  private static String heading(List<FormItem> items, int index) {
    String linkId = items.get(index).linkId();
    long all = items.stream().filter(item -> item.linkId().equals(linkId)).count();
    long until =
        items.subList(0, index + 1).stream().filter(item -> item.linkId().equals(linkId)).count();
    String text = items.get(index).question().getText();
    return all == 1 ? text : text + " " + until;
  }

  private void row(XhtmlNode table, FormItem item, Predicate<FormItem> shown) {
    if (!item.isAnswered() || !shown.test(item)) {
      return;
    }
    XhtmlNode row = table.addTag("tr");
    row.addTag("td").addText(item.question().getText());
    XhtmlNode cell = row.addTag("td");
    List<String> texts = new ArrayList<>();
    for (QuestionnaireResponseItemAnswerComponent answer : item.response().getAnswer()) {
      texts.add(answers.of(answer.getValue()));
    }
    for (int i = 0; i < texts.size(); i++) {
      if (i > 0) {
        cell.addTag("br");
      }
      cell.addText(texts.get(i));
    }
  }
}
