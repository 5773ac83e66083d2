"""Forms of secrets: prefixes that issuers chose so that their keys can be found, for everything that looks for them."""

FORMS = {
    "a private key": r"-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----|\bAGE-SECRET-KEY-1[0-9A-Z]{58}",
    "a key of AWS": r"\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b(?<!EXAMPLE)",
    "a token of GitHub": r"\bgh[pousr]_[A-Za-z0-9]{36,255}\b|\bgithub_pat_\w{60,255}",
    "a token of GitLab": r"\bgl(?:pat|dt|rt|ptt|oas|soat|cbt|ft|imt|agent)-[\w-]{20,255}",
    "a token of Slack": r"\bxox[abeoprs]-[\w-]{10,255}|\bxapp-\d-[\w-]{20,255}"
    r"|hooks\.slack\.com/services/T\w+/B\w+/\w{20,}",
    "a webhook of Discord": r"\bdiscord(?:app)?\.com/api/webhooks/\d{15,}/[\w-]{50,}",
    "a key of Anthropic": r"\bsk-ant-[a-z]{2,12}\d\d-[\w-]{20,255}",
    "a key of OpenAI": r"\bsk-(?:proj|svcacct|admin)-[\w-]{20,255}|\bsk-\w{20}T3BlbkFJ\w{20}\b",
    "a key of a model provider": r"\bsk-or-v1-[0-9a-f]{64}|\bgsk_[A-Za-z0-9]{48,}|\bxai-[A-Za-z0-9]{70,}"
    r"|\bpplx-[A-Za-z0-9]{40,}|\br8_[A-Za-z0-9]{37}|\bhf_[A-Za-z0-9]{30,}",
    "a key of Google": r"\bAIza[\w-]{35}|\bGOCSPX-[\w-]{28}|\bya29\.[\w-]{30,}",
    "a key of Azure": r"AccountKey=[A-Za-z0-9+/]{86}==",
    "a token of a package registry": r"\bnpm_[A-Za-z0-9]{36}|\bpypi-AgEI[\w-]{50,}|\brubygems_[0-9a-f]{48}"
    r"|\bdckr_(?:pat|oat)_[\w-]{27,}|\bcio[A-Za-z0-9]{32}\b",
    "a key of Stripe": r"\b[rs]k_live_[A-Za-z0-9]{16,}|\bwhsec_[A-Za-z0-9+/]{32,}",
    "a key of a mail or phone service": r"\bSG\.[\w-]{16,32}\.[\w-]{16,64}|\bSK[0-9a-f]{32}\b|\bkey-[0-9a-f]{32}\b",
    "a token of a hosting service": r"\bdo[opr]_v1_[0-9a-f]{64}|\bsbp_[0-9a-f]{40}"
    r"|\bpscale_(?:tkn|pw|oauth)_[\w.-]{32,}"
    r"|\bnfp_[A-Za-z0-9]{36}|\bHRKU-[\w-]{36,}|\bFlyV1 fm\d_[!-~]{40,}|\bdapi[0-9a-f]{32}\b"
    r"|\b[A-Za-z0-9]{14}\.atlasv1\.[\w-]{60,}",
    "a token of a tool": r"\bhv[sbr]\.[\w-]{24,}|\bsntry[su]_[\w+/=-]{40,}|\bglsa_\w{32,}|\bNRAK-[A-Z0-9]{27}"
    r"|\blin_api_[A-Za-z0-9]{40}|\bntn_[A-Za-z0-9]{40,}|\bPMAK-[0-9a-f-]{50,}|\bATATT3[\w=-]{60,}"
    r"|\bshp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}|\bdp\.(?:pt|st|sa)\.[A-Za-z0-9]{40,}|\b\d{8,10}:AA[\w-]{33}",
}  # fmt: skip
