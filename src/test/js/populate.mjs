// @aehrc/sdc-populate (https://github.com/aehrc/smart-forms) fills in the forms of this server, asking it what the
// caller may see. node populate.mjs <FHIR base> <JSON array of {name, authorization, patient, form}>:
// prints one JSON object, the filled form by name.
import { populateQuestionnaire } from '@aehrc/sdc-populate';

const [fhir, jobs] = process.argv.slice(2);

async function read(query, { authorization }) {
  const headers = { Authorization: authorization, Accept: 'application/fhir+json' };
  const answer = await fetch(`${fhir}/${query}`, { headers });
  if (!answer.ok) throw new Error(`${query}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

const filled = {};
for (const { name, authorization, patient, form } of JSON.parse(jobs)) {
  const caller = { sourceServerUrl: fhir, authorization };
  const { populateSuccess, populateResult } = await populateQuestionnaire({
    questionnaire: await read(`Questionnaire/${form}`, caller),
    patient: await read(patient, caller),
    fetchResourceCallback: read,
    fetchResourceRequestConfig: caller,
    fetchTerminologyCallback: read,
    fetchTerminologyRequestConfig: caller,
  });
  if (!populateSuccess || populateResult.issues) throw new Error(`${name}: ${JSON.stringify(populateResult)}`);
  filled[name] = populateResult.populatedResponse;
}
console.log(JSON.stringify(filled));
