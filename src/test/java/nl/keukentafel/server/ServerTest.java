package nl.keukentafel.server;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import nl.keukentafel.Application;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.TestPropertySource;

/**
 * A test against the whole server. All of them share one server, with one fresh database per run;
 * meneer Y's dossier belongs to the story, so other tests write in that of mevrouw T.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(classes = Application.class, webEnvironment = WebEnvironment.RANDOM_PORT)
@TestPropertySource(properties = "keukentafel.data=${java.io.tmpdir}/keukentafel-${random.uuid}")
@interface ServerTest {}
