//! Reading private keys however an environment variable or a file delivers them.

use crate::jose::{KeyImportError, KeyMaterial, RsaKeyMaterial};
use crate::model::Secret;
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

const PEM_BEGIN: &str = "-----BEGIN ";

/// Reads RSA keys as [`parse_private_keys`] does.
///
/// # Errors
/// See [`KeyImportError`]; [`KeyImportError::NotRsa`] for a key of another kind.
pub fn parse_rsa_private_keys(text: &str) -> Result<Vec<RsaKeyMaterial>, KeyImportError> {
    let rsa = |material| match material {
        KeyMaterial::Rsa(material) => Ok(material),
        _ => Err(KeyImportError::NotRsa),
    };
    let keys = parse_private_keys(text).map_err(|error| match error {
        KeyImportError::Unsupported => KeyImportError::NotRsa,
        other => other,
    });
    keys?.into_iter().map(rsa).collect()
}

/// Reads one RSA key; of several the first.
///
/// # Errors
/// As [`parse_rsa_private_keys`].
pub fn parse_rsa_private_key(text: &str) -> Result<RsaKeyMaterial, KeyImportError> {
    parse_rsa_private_keys(text)?.into_iter().next().ok_or(KeyImportError::Empty)
}

/// Reads one key of any kind; of several the first.
///
/// # Errors
/// As [`parse_private_keys`].
pub fn parse_private_key(text: &str) -> Result<KeyMaterial, KeyImportError> {
    parse_private_keys(text)?.into_iter().next().ok_or(KeyImportError::Empty)
}

/// Reads PKCS#1, SEC1 or PKCS#8 private keys, one or more, in their order: PEM with real line breaks, with `\n` in their
/// place, or joined by spaces; or base64 of PEM or of one key's DER. Quotes and white space around it do not matter.
///
/// # Errors
/// See [`KeyImportError`]; the caller puts the name of the variable or file before the message. One key that is not good
/// spoils all.
pub fn parse_private_keys(text: &str) -> Result<Vec<KeyMaterial>, KeyImportError> {
    let text = join_lines(text);
    let bare = text.expose().trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '\u{feff}'));
    if bare.is_empty() {
        return Err(KeyImportError::Empty);
    }
    if bare.contains(PEM_BEGIN) {
        return from_pem(bare);
    }
    let bytes = decode_base64(bare)?;
    match std::str::from_utf8(bytes.expose()) {
        Ok(inner) if inner.contains(PEM_BEGIN) => from_pem(join_lines(inner).expose()),
        _ => Ok(vec![KeyMaterial::from_der(bytes.expose())?]),
    }
}

/// One line: every break, escaped or not, becomes a space. Neither PEM nor base64 contains a backslash of its own.
fn join_lines(text: &str) -> Secret<String> {
    let unescaped = Secret::new(text.replace("\\r", " ").replace("\\n", " ").replace('\\', " "));
    Secret::new(unescaped.expose().split_whitespace().collect::<Vec<_>>().join(" "))
}

fn decode_base64(text: &str) -> Result<Secret<Vec<u8>>, KeyImportError> {
    let standard = |c| match c {
        '-' => '+',
        '_' => '/',
        other => other,
    };
    let packed: Secret<String> = Secret::new(text.chars().filter(|c| *c != ' ').map(standard).collect());
    BASE64.decode(packed.expose()).map(Secret::new).map_err(|_| KeyImportError::Malformed)
}

/// Reads PEM that was brought on one line.
fn from_pem(text: &str) -> Result<Vec<KeyMaterial>, KeyImportError> {
    if text.contains("BEGIN OPENSSH PRIVATE KEY") {
        return Err(KeyImportError::OpenSsh);
    }
    // RFC 1421 §4.6.1.1 headers are how PKCS#1 is encrypted.
    if text.contains("BEGIN ENCRYPTED PRIVATE KEY") || text.contains("Proc-Type: 4,ENCRYPTED") {
        return Err(KeyImportError::Encrypted);
    }
    // A cut-off block would be left out in silence: as many must be read as begin.
    let blocks = pem::parse_many(text).map_err(|_| KeyImportError::CutOff)?;
    if blocks.len() != text.matches(PEM_BEGIN).count() {
        return Err(KeyImportError::CutOff);
    }
    let is_key = |block: &pem::Pem| matches!(block.tag(), "PRIVATE KEY" | "RSA PRIVATE KEY" | "EC PRIVATE KEY");
    let last = blocks.last().map(|block| block.tag().to_owned());
    let ders = blocks.into_iter().filter(is_key).map(|block| Secret::new(block.into_contents()));
    let keys: Vec<_> = ders.map(|der| KeyMaterial::from_der(der.expose())).collect::<Result<_, _>>()?;
    if !keys.is_empty() {
        return Ok(keys);
    }
    Err(match last.as_deref() {
        None => KeyImportError::CutOff,
        Some(tag) if tag.ends_with("PRIVATE KEY") => KeyImportError::Unsupported,
        Some(tag) if tag.ends_with("PUBLIC KEY") || tag.ends_with("CERTIFICATE") => KeyImportError::Public,
        Some(_) => KeyImportError::Malformed,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::SigningKey;
    use crate::jose::test_keys::{RSA_1, RSA_2};
    use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
    use rsa::pkcs1::{EncodeRsaPrivateKey, EncodeRsaPublicKey};
    use rsa::pkcs8::{DecodePrivateKey, EncodePublicKey, LineEnding};

    // Made with openssl for this test: a P-256 key in PKCS#8 and SEC1 form and encrypted, and an RSA key of 1024 bits.
    const EC_PKCS8: &str = "-----BEGIN PRIVATE KEY-----\n\
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgFhbb36RFlDz+crzp\n\
        bQTrpDzK1Aw3G9EMBLPTWltn9dOhRANCAASa2RaJ9mrMvZ4ArQ31tZuuDvKP6KVF\n\
        /8D23+vrlSxTzTUQsnxMSDBbXTtzp8q4krbXiBKoh52phVSmDrGb8nSx\n\
        -----END PRIVATE KEY-----";
    const EC_SEC1: &str = "-----BEGIN EC PRIVATE KEY-----\n\
        MHcCAQEEIBYW29+kRZQ8/nK86W0E66Q8ytQMNxvRDASz01pbZ/XToAoGCCqGSM49\n\
        AwEHoUQDQgAEmtkWifZqzL2eAK0N9bWbrg7yj+ilRf/A9t/r65UsU801ELJ8TEgw\n\
        W107c6fKuJK214gSqIedqYVUpg6xm/J0sQ==\n\
        -----END EC PRIVATE KEY-----";
    const ENCRYPTED: &str = "-----BEGIN ENCRYPTED PRIVATE KEY-----\n\
        MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAjBvgR/5m6sfAICCAAw\n\
        DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEESRxn9CcN6cuLk/lP83GN8EgZAD\n\
        9WF5Cw7b0JzfqoLSC0Y0/Rqm2brG2IXBkxWaF5/nBmQKgg0acJTbKkdQbn9oVNbG\n\
        FM3yVSg7gbOD0pNnkgDaQIfEPpzEe/08+BtVpCbNW3Dp6eIUetVWP66zrp4Egho8\n\
        tLkS57137iKl03pQ75aKuKTZ7RLMVT0Hgr2noakzaTaP32+YuefiZ1xkMQUXoTY=\n\
        -----END ENCRYPTED PRIVATE KEY-----";
    const RSA_1024: &str = "-----BEGIN PRIVATE KEY-----\n\
        MIICeAIBADANBgkqhkiG9w0BAQEFAASCAmIwggJeAgEAAoGBALkuxTLRD7vdidZ/\n\
        S91IM7vcJ5ctVmDv/Ohlkm3veUABjBKLYwgCdP7O0/7hZt+b/mzE2WByJcW50+Jl\n\
        IfSYglvkUKOgvfw/NEnDt5d8su0MEUHTC4Zn9QqqJ4fiEc4u6XIx1CEbCXOQ6CST\n\
        oHsn10xwdRT2BQxt7pWZ+pi1wwDlAgMBAAECgYApq1+OVsK+mFQ64vwUN/oELL7v\n\
        4rDMMVRsiuaPPFLBV1fImHrZQ4xGBg5oDRpT+MsgeI8dh7H+Mxl9mRox6ttyJfkv\n\
        tEq6CFi111tjohyP2HL97d8UIpizgzfFFAr/KKYEBnCehqkgYjc3gUZvMXZW1ZJa\n\
        S37oJh4BguBuINS+gQJBAOHdKGDzxbtmKKukahqqMF7RL9vTUWxpyH7/uNOUBekM\n\
        aWst8DoDyVRvbvbHWclJLVE42YSeYVEJWb/fb1Ti/OECQQDR5BAq7wbYMapI4r6a\n\
        gEZoE1ztHcBDYVnQRhiPUIpA8pmzxKy74QBDhsIReFfczSGbIGPS3vVS/B65juE1\n\
        6aCFAkEA4TLhT8m/HVp+sqT8JhoKoH9yeHv6c14FypqubkbonbUCZxsmqrGby9RP\n\
        jz61Bz0vMgy81L4VyfbIxcbB+qFYAQJBAMP/c3WUNdEHN9vOGW1PYe/oPPuTr6l8\n\
        LBGIk4CpFiGmKg+sFh1v8/4axfjoZyviRoKE0ZLl7zLqCor+uKHOo70CQQCLrPY1\n\
        f2OqjmD6IOK+9ma1UeuF+pNMZBW7hM/aZfL1MFoaJiBxQ45KEKlIUI5EHBGJkVkv\n\
        NF1i7SUTz/kKCncg\n\
        -----END PRIVATE KEY-----";

    fn rsa_1() -> rsa::RsaPrivateKey {
        rsa::RsaPrivateKey::from_pkcs8_pem(RSA_1).unwrap()
    }

    fn kid(text: &str) -> String {
        let material = parse_rsa_private_key(text).unwrap_or_else(|error| panic!("{error}"));
        SigningKey::from_rsa(&material).unwrap().kid().as_str().to_owned()
    }

    fn refusal(text: &str) -> KeyImportError {
        parse_rsa_private_key(text).unwrap_err()
    }

    #[test]
    fn every_form_of_one_key_gives_the_same_kid() {
        let pkcs8_der = rsa::pkcs8::EncodePrivateKey::to_pkcs8_der(&rsa_1()).unwrap();
        let pkcs1_der = rsa_1().to_pkcs1_der().unwrap();
        let pkcs1_pem = rsa_1().to_pkcs1_pem(LineEnding::LF).unwrap();
        let expected = kid(RSA_1);
        assert_ne!(expected, kid(RSA_2));
        for pem in [RSA_1, &pkcs1_pem] {
            let escaped = pem.trim().replace('\n', "\\n");
            let forms = [
                pem.to_owned(),
                pem.trim().to_owned(),
                format!("\n\t  {pem}\n\n "),
                pem.replace('\n', "\r\n"),
                pem.replace('\n', "\n\n"),
                pem.replace('\n', " "),
                pem.replace('\n', ""),
                pem.replace('\n', "\\r\\n"),
                pem.replace('\n', "\\\\n"),
                pem.replace('\n', "\\\n"),
                format!("\"{pem}\""),
                format!("'{escaped}'"),
                format!("\"'{escaped}\\n'\"\n"),
                format!("\u{feff}{pem}"),
                format!("Bag Attributes\n    friendlyName: x\n{pem}"),
                STANDARD.encode(pem),
                STANDARD.encode(pem.replace('\n', "\r\n")),
                STANDARD.encode(&escaped),
                URL_SAFE_NO_PAD.encode(pem),
                escaped,
            ];
            for form in forms {
                assert_eq!(kid(&form), expected, "{form}");
            }
        }
        for der in [pkcs8_der.as_bytes(), pkcs1_der.as_bytes()] {
            let wrapped =
                STANDARD.encode(der).as_bytes().chunks(76).map(<[u8]>::to_vec).collect::<Vec<_>>().join(&b'\n');
            assert_eq!(kid(&STANDARD.encode(der)), expected);
            assert_eq!(kid(&STANDARD_NO_PAD.encode(der)), expected);
            assert_eq!(kid(&URL_SAFE_NO_PAD.encode(der)), expected);
            assert_eq!(kid(&format!("'{}'\n", STANDARD.encode(der))), expected);
            assert_eq!(kid(std::str::from_utf8(&wrapped).unwrap()), expected);
        }
    }

    #[test]
    fn private_key_is_found_beside_its_certificate() {
        let public = rsa_1().to_public_key().to_public_key_pem(LineEnding::LF).unwrap();
        assert_eq!(kid(&format!("{public}{RSA_1}")), kid(RSA_1));
        assert_eq!(kid(&format!("{RSA_1}{public}")), kid(RSA_1));
    }

    #[test]
    fn encrypted_keys_are_refused() {
        assert_eq!(refusal(ENCRYPTED), KeyImportError::Encrypted);
        assert_eq!(refusal(&ENCRYPTED.replace('\n', " ")), KeyImportError::Encrypted);
        assert_eq!(refusal(&STANDARD.encode(pem::parse(ENCRYPTED).unwrap().contents())), KeyImportError::Encrypted);
        let head = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n";
        assert_eq!(refusal(&format!("{head}AAAA\n-----END RSA PRIVATE KEY-----\n")), KeyImportError::Encrypted);
    }

    #[test]
    fn public_keys_and_certificates_are_refused() {
        let public = rsa_1().to_public_key();
        let spki = public.to_public_key_der().unwrap();
        let pkcs1 = public.to_pkcs1_der().unwrap();
        assert_eq!(refusal(&public.to_public_key_pem(LineEnding::LF).unwrap()), KeyImportError::Public);
        assert_eq!(refusal(&public.to_pkcs1_pem(LineEnding::LF).unwrap()), KeyImportError::Public);
        assert_eq!(refusal(&STANDARD.encode(spki.as_bytes())), KeyImportError::Public);
        assert_eq!(refusal(&STANDARD.encode(pkcs1.as_bytes())), KeyImportError::Public);
        assert_eq!(refusal("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"), KeyImportError::Public);
    }

    #[test]
    fn keys_of_other_kinds_are_refused() {
        let parameters = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
        for text in [EC_PKCS8, EC_SEC1, &format!("{parameters}{EC_SEC1}")] {
            assert_eq!(refusal(text), KeyImportError::NotRsa, "{text}");
        }
        for text in [EC_PKCS8, EC_SEC1] {
            assert_eq!(
                refusal(&STANDARD.encode(pem::parse(text).unwrap().contents())),
                KeyImportError::NotRsa,
                "{text}"
            );
        }
        let ssh = "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n";
        assert_eq!(refusal(ssh), KeyImportError::OpenSsh);
    }

    #[test]
    fn short_keys_are_refused() {
        assert_eq!(refusal(RSA_1024), KeyImportError::Size { bits: 1024 });
    }

    #[test]
    fn garbage_is_refused() {
        let cut = &RSA_1[..RSA_1.len() / 2];
        let no_begin = RSA_1.split_once('\n').unwrap().1;
        let short_body = RSA_1.replacen(&RSA_1[100..104], "", 1);
        let bad_body = RSA_1.replacen(&RSA_1[100..101], "*", 1);
        let other_end = RSA_1.replace("END PRIVATE", "END RSA PRIVATE");
        for (text, expected) in [
            ("", KeyImportError::Empty),
            (" \n\"\" ", KeyImportError::Empty),
            (cut, KeyImportError::CutOff),
            (&bad_body, KeyImportError::CutOff),
            (&other_end, KeyImportError::CutOff),
            ("-----BEGIN PRIVATE KEY-----", KeyImportError::CutOff),
            (no_begin, KeyImportError::Malformed),
            (&short_body, KeyImportError::Malformed),
            ("-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----", KeyImportError::Malformed),
            ("-----BEGIN DH PARAMETERS-----\nAAAA\n-----END DH PARAMETERS-----", KeyImportError::Malformed),
            ("/run/secrets/key.pem", KeyImportError::Malformed),
            ("hunter2", KeyImportError::Malformed),
            ("AAAA", KeyImportError::Malformed),
            ("ключ", KeyImportError::Malformed),
        ] {
            assert_eq!(refusal(text), expected, "{text}");
        }
    }

    #[test]
    fn messages_do_not_repeat_the_key() {
        let body = RSA_1.lines().nth(3).unwrap();
        for text in [&RSA_1[..900], &RSA_1.replacen('M', "*", 1), &format!("x{body}"), RSA_1024] {
            let Err(error) = parse_rsa_private_key(text) else { panic!("{text}") };
            let shown = format!("{error} {error:?}");
            assert!(!text.split_whitespace().any(|word| word.len() > 12 && shown.contains(word)), "{shown}");
        }
    }
}
