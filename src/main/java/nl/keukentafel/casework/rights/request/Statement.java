package nl.keukentafel.casework.rights.request;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import java.util.List;
import nl.keukentafel.fhir.Canonical;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.StringType;

/**
 * What the client says beside a contested item (Wmo 5.3.2 lid 5). Whoever reads the item reads it,
 * and no later version of the item is without.
 */
@Interceptor
public final class Statement {
  private static final String URL = Canonical.extension("verklaring");

  static void add(DomainResource item, String text) {
    item.addExtension(new Extension(URL, new StringType(text)));
  }

  @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_UPDATED)
  public void keep(IBaseResource before, IBaseResource after) {
    if (before instanceof DomainResource stored && after instanceof DomainResource changed) {
      List<String> kept = changed.getExtensionsByUrl(URL).stream().map(Statement::text).toList();
      stored.getExtensionsByUrl(URL).stream()
          .filter(each -> !kept.contains(text(each)))
          .forEach(each -> changed.addExtension(each.copy()));
    }
  }

  private static String text(Extension statement) {
    return statement.getValue().primitiveValue();
  }
}
