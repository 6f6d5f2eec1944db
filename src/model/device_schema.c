// The tables of the device model: one row a field. The order is that of the canonical file and of the reference.
#include "model/device.h"

const char DEVICE_SCHEMA_ID[] = "theriac-device/1";

#define ZONES KIND_BIT(ELEMENT_ZONE)
#define PROCESSORS KIND_BIT(ELEMENT_PROCESSOR)
#define MEMORIES KIND_BIT(ELEMENT_MEMORY)
#define DATA KIND_BIT(ELEMENT_DATA)
#define PARTIES KIND_BIT(ELEMENT_PARTY)
#define PORTS KIND_BIT(ELEMENT_PORT)
#define COMMANDS KIND_BIT(ELEMENT_COMMAND)
#define MECHANISMS KIND_BIT(ELEMENT_AUTHENTICATION)
#define LIBRARIES KIND_BIT(ELEMENT_LIBRARY)
#define CHANNELS KIND_BIT(ELEMENT_CHANNEL)
#define ASSETS KIND_BIT(ELEMENT_ASSET)
#define HARMS KIND_BIT(ELEMENT_HARM)
#define ANYTHING ((1u << ELEMENT_KIND_COUNT) - 1)

#define WEIGHTS "none low medium high"
#define ACCESS "manufacturer service staff patient public"

#define ROW_ID \
    {"id", MODEL_TEXT, .required = true, .help = "Unique in the whole file: small letters, digits, '-', '_', '.'."}
#define ROW_NAME {"name", MODEL_TEXT, .help = "For people; the id is shown where it is absent."}
#define ROW_DESCRIPTION {"description", MODEL_TEXT, .help = "Anything a reader of the report should know."}
#define FLAG(field, text) {field, MODEL_FLAG, .help = text}
#define FLAG_ASK(field, question, text) {field, MODEL_FLAG, .ask = question, .help = text}

static const struct model_field DEVICE_FIELDS[] = {
    {"name", MODEL_TEXT, .required = true, .help = "The product's name."},
    {"manufacturer", MODEL_TEXT, .help = "Who places it on the market."},
    {"version", MODEL_TEXT, .help = "The release that this model describes."},
    ROW_DESCRIPTION,
    {"intended_use", MODEL_TEXT, .ask = "What is the intended use?", .help = "As the labelling states it."},
    {"archetypes", MODEL_TEXTS, .help = "Which of the archetypes it follows; see docs/scope.md."},
    {"patients", MODEL_CHOICE, .choices = "none one several", .ask = "How many patients can one device harm at a time?",
     .help = "Patients that depend on one device at the same time."},
    {"fleet", MODEL_NUMBER, .low = 0, .high = 1000000000, .help = "Devices in the field, or planned."},
    {"regimes", MODEL_TEXTS, .help = "Markets' rules that apply: FDA, MDR, IVDR, CRA."},
};

static const struct model_field OPERATION_FIELDS[] = {
    FLAG_ASK("security_log", "Are security events recorded?",
             "Logins, failed logins, changes of settings, updates and errors are recorded with time and actor."),
    FLAG("log_protected", "Users and attackers can't change or erase the record."),
    FLAG("log_exported", "The record can be taken off the device, or is sent to a collector."),
    {"time_source", MODEL_CHOICE, .choices = "none manual clock network authenticated-network",
     .help = "Where the device's time comes from."},
    FLAG_ASK("fail_safe", "Does the essential function go on without the network?",
             "Therapy and alarms go on, in a safe state, while networks and remote services are absent."),
    FLAG("anomaly_detection", "The device notices attacks: repeated failures, unexpected restarts, changed files."),
    FLAG("session_lock", "An unattended screen or session locks by itself."),
    FLAG("emergency_access", "Clinicians get at the essential function in an emergency, and that is recorded."),
    FLAG("backup", "Settings and data can be saved and restored, with their integrity checked."),
    FLAG("factory_reset_protected", "A reset to factory settings needs an authorised person."),
    FLAG("consent", "People whose data it processes are informed, and agree where they must."),
    FLAG("data_access", "People can see, correct and have deleted what is kept about them."),
    FLAG("privacy_by_default", "No more personal data is collected, sent or shown than the purpose needs."),
};

static const struct model_field LIFECYCLE_FIELDS[] = {
    FLAG_ASK("updatable", "Can software be updated in the field?", "Software can be updated after delivery."),
    FLAG("update_signed", "The device verifies an update's signature before it installs."),
    FLAG("update_rollback_protected", "The device refuses an older version that has known vulnerabilities."),
    FLAG("update_recovery", "A failed or interrupted update leaves a working device."),
    FLAG("unique_keys", "Every device leaves production with keys and passwords of its own."),
    FLAG("production_secured", "Production and key injection are protected against theft and tampering."),
    FLAG("debug_locked_in_production", "Production locks debug ports and checks that they are locked."),
    FLAG("build_reproducible", "Releases are built from a controlled source by a controlled machine, and signed."),
    FLAG("suppliers_assessed", "Suppliers of hardware, software and services are assessed for security."),
    FLAG("sbom_maintained", "The bill of materials of every fielded version is kept and watched."),
    FLAG("disclosure_policy", "Researchers and customers have a way to report vulnerabilities, with a reply time."),
    FLAG("remote_service", "Service personnel can reach the device from afar."),
    FLAG("decommissioning", "A documented procedure erases data and keys before the device leaves its owner."),
    FLAG("reassigned", "The device is lent, rented, or passes from patient to patient."),
    {"end_of_support", MODEL_DATE, .ask = "Until when does it get security updates?",
     .help = "Last day of security updates."},
};

static const struct model_field ZONE_FIELDS[] = {
    ROW_ID, ROW_NAME, ROW_DESCRIPTION,
    {"kind", MODEL_CHOICE, .choices = "device body home clinic public internet cloud manufacturer third-party",
     .help = "What the zone is."},
    {"parent", MODEL_REF, .refs = ZONES, .help = "The zone that it lies in."},
    {"trust", MODEL_NUMBER, .low = 0, .high = 10, .ask = "How far is this zone trusted, from 0 to 10?",
     .help = "0: hostile; 5: managed by somebody with duties; 10: under the manufacturer's full control."},
    {"physical_access", MODEL_CHOICES, .choices = ACCESS, .help = "Who can touch what is in it."},
};

static const struct model_field PROCESSOR_FIELDS[] = {
    ROW_ID, ROW_NAME, ROW_DESCRIPTION,
    {"zone", MODEL_REF, .refs = ZONES, .required = true, .help = "Where it is."},
    {"hardware", MODEL_TEXT, .help = "The part: STM32L4, i.MX8."},
    {"operating_system", MODEL_TEXT, .help = "Name; `none` for bare metal."},
    {"os_version", MODEL_TEXT, .help = "Its version."},
    {"software", MODEL_TEXTS, .help = "Programs that run on it."},
    {"source", MODEL_TEXTS, .help = "Folders of its source code, relative to this file."},
    FLAG("safety_critical", "Its failure can harm a patient."),
    FLAG("secure_boot", "Only software with a valid signature starts."),
    FLAG("memory_protection", "An MPU or MMU keeps tasks apart."),
    FLAG("privilege_separation", "Network code runs with fewer rights than the rest."),
    FLAG("exploit_mitigations",
     "Stack protection, no execution of data, randomised addresses: what the platform offers."),
    FLAG("hardened", "Services, accounts and interfaces that are not needed are absent or off."),
    FLAG("watchdog", "An independent watchdog brings it to a safe state."),
    FLAG("tamper_detection", "Opening the housing is noticed or leaves a trace."),
    {"random_source", MODEL_CHOICE, .choices = "none software hardware",
     .help = "Where random numbers for keys come from."},
};

static const struct model_field MEMORY_FIELDS[] = {
    ROW_ID, ROW_NAME, ROW_DESCRIPTION,
    {"kind", MODEL_CHOICE,
     .choices = "ram rom flash eeprom fram emmc ssd disk sd-card usb-stick secure-element otp cloud-storage paper",
     .ask = "What kind of memory is it?", .help = "What it is."},
    {"processor", MODEL_REF, .refs = PROCESSORS | PARTIES, .required = true, .help = "Whose memory it is."},
    FLAG("removable", "It can be taken out without tools."),
    FLAG("external_chip", "It is a chip of its own: its bus can be probed, it can be desoldered."),
    FLAG("encrypted", "Everything on it is encrypted with a key that is not on it."),
    FLAG("readout_protection", "The debug port and the bootloader can't read it."),
    FLAG("write_protection", "It can't be written in operation."),
    FLAG("integrity", "Changes made outside of the software are noticed before use."),
};

static const struct model_field DATA_FIELDS[] = {
    ROW_ID, ROW_NAME, ROW_DESCRIPTION,
    {"classes", MODEL_CHOICES,
     .choices = "health identity credential key therapy-setting prescription drug-library measurement alarm image "
                "configuration firmware log location public",
     .required = true, .help = "What it is about; several may apply."},
    {"stored_in", MODEL_REFS, .refs = MEMORIES | PROCESSORS | PARTIES, .help = "Where it is kept."},
    FLAG("encrypted", "It is encrypted where it is stored."),
    FLAG("integrity", "Its integrity is checked cryptographically before use."),
    FLAG("access_control", "Only authorised programs and people can read or change it."),
    FLAG("validated", "Range and plausibility are checked before use."),
    FLAG("backup", "A copy exists elsewhere."),
    FLAG("pseudonymised", "It can't be tied to a person without data kept elsewhere."),
    FLAG("erasable", "It can be erased for good."),
    FLAG("shown_in_public", "Bystanders can see it on a display or hear it."),
    {"records", MODEL_NUMBER, .low = 0, .high = 1000000000, .help = "People whose data are in it, at most."},
    {"retention", MODEL_TEXT, .help = "How long it is kept."},
    FLAG("retention_enforced", "It is erased by itself when that time is over."),
};

static const struct model_field PARTY_FIELDS[] = {
    ROW_ID, ROW_NAME, ROW_DESCRIPTION,
    {"kind", MODEL_CHOICE, .choices = "person system device", .required = true,
     .help = "A person, a system or a device."},
    {"zone", MODEL_REF, .refs = ZONES, .required = true, .help = "Where it is."},
    {"role", MODEL_CHOICE,
     .choices = "patient caregiver clinician pharmacist service administrator manufacturer researcher bystander "
                "app server database gateway hospital-system peer-device accessory",
     .help = "What it does with the device."},
    {"operated_by", MODEL_CHOICE, .choices = "manufacturer hospital patient third-party",
     .help = "Who answers for its security."},
    FLAG("shared", "It serves several customers, whose data must be kept apart."),
    FLAG("security_agreement", "A contract or an instruction states its security duties."),
    FLAG("hardened", "It is patched, configured and watched by its operator."),
};

static const struct model_field PORT_FIELDS[] = {
    ROW_ID, ROW_NAME, ROW_DESCRIPTION,
    {"kind", MODEL_CHOICE,
     .choices = "usb usb-host jtag swd uart rs232 rs485 can i2c spi ethernet sd-card nfc infrared audio hdmi button "
                "docking proprietary",
     .required = true, .help = "What it is."},
    {"processor", MODEL_REF, .refs = PROCESSORS, .help = "Which processor it leads to."},
    {"accessible_by", MODEL_CHOICES, .choices = ACCESS, .ask = "Who can get at this port in the field?",
     .help = "Who can get at it in the field."},
    FLAG("inside", "The housing must be opened to get at it."),
    FLAG_ASK("enabled", "Is this port working in the field?", "It works in fielded devices."),
    {"protection", MODEL_CHOICE, .choices = "none sealed password challenge-response locked",
     .help = "What stands between a plug and the function: a seal, a password, a challenge, a permanent lock."},
    FLAG("debug", "It gives debug access: memory, registers, a console."),
    FLAG("boot", "The device can start from it."),
    FLAG("autorun", "What is plugged in is read or run without a person's consent."),
    FLAG("isolated", "Electrical faults and power at the port can't reach the therapy part."),
    FLAG("tamper_evident", "Use of the port leaves a trace."),
};

static const struct model_field COMMAND_FIELDS[] = {
    ROW_ID, ROW_NAME, ROW_DESCRIPTION,
    {"effect", MODEL_CHOICE,
     .choices = "query alarm time configuration service erase prescription therapy firmware power",
     .required = true, .help = "What it changes."},
    {"allowed_to", MODEL_REFS, .refs = PARTIES, .help = "Who may give it."},
    FLAG("authorised", "The device checks that who gives it may do so."),
    FLAG("confirmed", "A person confirms it at the device before it takes effect."),
    FLAG("limited", "The device itself enforces limits, whatever the command says."),
    FLAG("logged", "Each use is recorded with its actor."),
};

static const struct model_field AUTHENTICATION_FIELDS[] = {
    ROW_ID, ROW_NAME, ROW_DESCRIPTION,
    {"kind", MODEL_CHOICE,
     .choices = "none pin password token card biometric pairing pre-shared-key challenge-response certificate",
     .required = true, .help = "How an identity is shown."},
    {"factors", MODEL_NUMBER, .low = 0, .high = 4, .help = "Independent factors."},
    {"protects", MODEL_REFS, .refs = CHANNELS | PORTS | COMMANDS | PROCESSORS | DATA | MEMORIES,
     .help = "What can be used only after it."},
    {"library", MODEL_REF, .refs = LIBRARIES, .help = "The library that carries it out."},
    {"stored_in", MODEL_REFS, .refs = MEMORIES | PARTIES | PROCESSORS,
     .help = "Where secrets to compare with are kept."},
    FLAG_ASK("default_credentials", "Are there credentials that are the same on every device at delivery?",
             "Delivered with credentials that are the same on several devices."),
    FLAG("hard_coded", "A credential is part of the software."),
    FLAG("unique_per_device", "Every device has its own secret."),
    FLAG("personal", "Every person has an account of their own."),
    FLAG("roles", "Rights depend on the role."),
    FLAG("lockout", "Repeated failures are slowed down or locked out."),
    FLAG("hashed", "Secrets are stored with a slow, salted hash, or in a secure element."),
    FLAG("changeable", "The owner can change the secret."),
    FLAG("revocable", "A lost secret, card or certificate can be made useless."),
};

static const struct model_field LIBRARY_FIELDS[] = {
    ROW_ID, ROW_NAME, ROW_DESCRIPTION,
    {"version", MODEL_TEXT, .ask = "Which version is used?", .help = "The version in this release."},
    {"purl", MODEL_TEXT, .help = "Package URL; ties it to the bill of materials."},
    {"supplier", MODEL_TEXT, .help = "Who makes it, for the bill of materials."},
    {"purpose", MODEL_CHOICE,
     .choices = "tls cryptography bluetooth network parser database web update user-interface other",
     .help = "What it is for."},
    {"used_by", MODEL_REFS, .refs = CHANNELS | MECHANISMS | PROCESSORS | DATA, .help = "What relies on it."},
    FLAG("maintained", "Its makers still publish security fixes."),
    FLAG("verified", "Its origin and hash are checked when it is fetched."),
    FLAG("isolated", "It runs apart, with few rights."),
    {"end_of_support", MODEL_DATE, .help = "Last day of fixes from its makers."},
};

static const struct model_field CHANNEL_FIELDS[] = {
    ROW_ID, ROW_NAME, ROW_DESCRIPTION,
    {"from", MODEL_REF, .refs = PROCESSORS | PARTIES | MEMORIES, .required = true, .help = "Who begins the exchange."},
    {"to", MODEL_REF, .refs = PROCESSORS | PARTIES | MEMORIES, .required = true, .help = "With whom."},
    {"port", MODEL_REF, .refs = PORTS, .help = "Through which port of the device."},
    {"medium", MODEL_CHOICE,
     .choices = "internal bus can serial usb removable-media ethernet wifi bluetooth-le bluetooth zigbee nfc infrared "
                "radio cellular acoustic optical user-interface",
     .ask = "Over what does this channel run?", .help = "What carries it."},
    FLAG("internet", "It runs over the internet."),
    {"protocols", MODEL_TEXTS, .ask = "Which protocols does this channel speak?",
     .help = "`name` or `name version`, lowest first: [tcp, tls 1.2, mqtt 5]."},
    FLAG("both_ways", "Data flows back as well."),
    {"data", MODEL_REFS, .refs = DATA, .help = "Data that it carries."},
    {"commands", MODEL_REFS, .refs = COMMANDS, .help = "Commands that it carries."},
    {"authentication", MODEL_REFS, .refs = MECHANISMS, .help = "Mechanisms in use; an empty list says: none."},
    {"peer_authentication", MODEL_CHOICE, .choices = "none from to mutual",
     .help = "Which end shows its identity: none, `from`, `to`, or both."},
    FLAG("certificate_checked", "Chain, name, dates and revocation of the other end's certificate are verified."),
    FLAG("encrypted", "Confidentiality: its content is encrypted between the ends."),
    {"cipher", MODEL_TEXT, .help = "How: AES-128-CCM, TLS_AES_256_GCM_SHA384."},
    FLAG("integrity", "Changes are detected by a keyed check (MAC, AEAD, signature); a CRC is not one."),
    FLAG("replay_protected", "A recorded message is refused when it is sent again."),
    FLAG("downgrade_protected", "The ends refuse older versions and weaker ciphers than the ones stated."),
    {"keys", MODEL_CHOICE, .choices = "none fleet-wide per-device per-session",
     .help = "How far one stolen key reaches."},
    {"pairing", MODEL_CHOICE, .choices = "none just-works passkey numeric-comparison out-of-band",
     .help = "How wireless partners get to know each other."},
    FLAG("session_timeout", "Idle sessions end."),
    FLAG("rate_limited", "Floods are dropped before they cost much."),
    FLAG("input_validated", "Everything received is checked for length, range and state before use."),
    FLAG("logged", "Connections and failures are recorded."),
    FLAG("can_be_disabled", "The owner can switch it off."),
    {"libraries", MODEL_REFS, .refs = LIBRARIES, .help = "Libraries that carry it out."},
    {"entry", MODEL_TEXTS, .help = "Functions of the source code that receive what arrives: [ble_on_write]."},
};

static const struct model_field ASSET_FIELDS[] = {
    ROW_ID, ROW_NAME, ROW_DESCRIPTION,
    {"refers_to", MODEL_REFS, .refs = DATA | COMMANDS | PROCESSORS | CHANNELS | PARTIES, .help = "What makes it up."},
    {"function", MODEL_TEXT, .help = "The function of the device that it stands for: infusion, alarm."},
    {"confidentiality", MODEL_CHOICE, .choices = WEIGHTS, .ask = "How much does its secrecy matter?",
     .help = "Its weight."},
    {"integrity", MODEL_CHOICE, .choices = WEIGHTS, .ask = "How much does its integrity matter?",
     .help = "Its weight."},
    {"availability", MODEL_CHOICE, .choices = WEIGHTS, .ask = "How much does its availability matter?",
     .help = "Its weight."},
    {"safety", MODEL_CHOICE, .choices = WEIGHTS, .help = "How much patients' safety depends on it."},
    {"privacy", MODEL_CHOICE, .choices = WEIGHTS, .help = "How much people's privacy depends on it."},
};

static const struct model_field HARM_FIELDS[] = {
    ROW_ID, ROW_NAME, ROW_DESCRIPTION,
    {"severity", MODEL_CHOICE, .choices = "negligible minor serious critical catastrophic", .required = true,
     .ask = "How severe is this harm?", .help = "To the patient, as in the safety risk file."},
    {"hazard", MODEL_TEXT, .help = "The hazard's id in the ISO 14971 risk file."},
    {"caused_by", MODEL_REFS, .refs = ASSETS | COMMANDS | DATA | PROCESSORS | CHANNELS,
     .ask = "Which assets, commands or data lead to this harm?", .help = "What leads to it when it fails."},
    {"through", MODEL_CHOICES, .choices = "confidentiality integrity availability",
     .help = "Which loss leads to it; absent: any."},
};

static const struct model_field CONTROL_FIELDS[] = {
    ROW_ID, ROW_NAME, ROW_DESCRIPTION,
    {"protects", MODEL_REFS, .refs = ANYTHING & ~KIND_BIT(ELEMENT_CONTROL), .required = true,
     .help = "Which elements."},
    {"attributes", MODEL_TEXTS, .help = "The fields of those elements that it makes true: [encrypted, integrity]."},
    {"implements", MODEL_TEXTS, .help = "Ids of the rules' mitigations that it carries out."},
    {"requirement", MODEL_TEXT, .help = "The requirement's id in the specification."},
    {"verification.test", MODEL_TEXT, .help = "The test's id or the report's name."},
    {"verification.status", MODEL_CHOICE, .choices = "planned failed passed",
     .ask = "Has this control been verified?", .help = "A residual risk counts only after `passed`."},
    {"verification.date", MODEL_DATE, .help = "When."},
};

static const struct model_field ASSUMPTION_FIELDS[] = {
    ROW_ID, ROW_NAME,
    {"text", MODEL_TEXT, .required = true, .help = "What is taken for granted."},
    {"about", MODEL_REFS, .refs = ANYTHING, .help = "Which elements it is about."},
    {"told_to", MODEL_TEXT, .help = "Where the user learns of it: the section of the instructions."},
};

static const struct model_field SUPPRESSION_FIELDS[] = {
    ROW_ID,
    {"rules", MODEL_TEXTS, .required = true, .help = "Ids of threat rules; `*` for all."},
    {"elements", MODEL_REFS, .refs = ANYTHING, .required = true, .help = "Where; a zone stands for all that is in it."},
    {"reason", MODEL_TEXT, .required = true, .help = "Why these threats don't count there."},
    {"by", MODEL_TEXT, .help = "Who decided."},
    {"date", MODEL_DATE, .help = "When."},
};

#define KIND(number, section_name, one, rows, is_single, text)                                                         \
    [number] = {number, section_name, one, text, is_single, rows, sizeof rows / sizeof *rows}

const struct model_kind DEVICE_KINDS[ELEMENT_KIND_COUNT] = {
    KIND(ELEMENT_DEVICE, "device", "device", DEVICE_FIELDS, true, "The product as a whole."),
    KIND(ELEMENT_OPERATION, "operation", "operation", OPERATION_FIELDS, true, "How it behaves in use."),
    KIND(ELEMENT_LIFECYCLE, "lifecycle", "lifecycle", LIFECYCLE_FIELDS, true,
         "Production, updates, service, end of life."),
    KIND(ELEMENT_ZONE, "zones", "zone", ZONE_FIELDS, false,
     "Trust zones: places where the same people and rules govern."),
    KIND(ELEMENT_PROCESSOR, "processors", "processor", PROCESSOR_FIELDS, false, "What runs the device's own software."),
    KIND(ELEMENT_MEMORY, "memories", "memory", MEMORY_FIELDS, false, "Where data rests."),
    KIND(ELEMENT_DATA, "data", "data", DATA_FIELDS, false, "What is stored or sent."),
    KIND(ELEMENT_PARTY, "parties", "party", PARTY_FIELDS, false, "People, systems and devices outside of the product."),
    KIND(ELEMENT_PORT, "ports", "port", PORT_FIELDS, false, "Physical ports, debug ports included."),
    KIND(ELEMENT_COMMAND, "commands", "command", COMMAND_FIELDS, false, "What a channel can make the device do."),
    KIND(ELEMENT_AUTHENTICATION, "authentication", "authentication", AUTHENTICATION_FIELDS, false,
         "How people, systems and devices show who they are."),
    KIND(ELEMENT_LIBRARY, "libraries", "library", LIBRARY_FIELDS, false,
         "Libraries that communication and authentication rely on."),
    KIND(ELEMENT_CHANNEL, "channels", "channel", CHANNEL_FIELDS, false, "Over what the parts and parties talk."),
    KIND(ELEMENT_ASSET, "assets", "asset", ASSET_FIELDS, false, "What is worth protecting, and how much."),
    KIND(ELEMENT_HARM, "harms", "harm", HARM_FIELDS, false,
     "What can happen to a patient; shared with the safety risk file."),
    KIND(ELEMENT_CONTROL, "controls", "control", CONTROL_FIELDS, false, "Measures, and the evidence that they work."),
    KIND(ELEMENT_ASSUMPTION, "assumptions", "assumption", ASSUMPTION_FIELDS, false,
     "What the analysis takes for granted."),
    KIND(ELEMENT_SUPPRESSION, "suppressions", "suppression", SUPPRESSION_FIELDS, false,
         "Threats that don't count in some place, with the reason."),
};
