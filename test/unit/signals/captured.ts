/** Chunks as an output got them from Fluent Bit 5.1.1. */
const bytes = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));

/** From `node_exporter_metrics` with `metrics loadavg,uname`. */
export const nodeMetrics = bytes(
    'gqRtZXRhg6hjbWV0cmljc4CoZXh0ZXJuYWyAqnByb2Nlc3NpbmeBrXN0YXRpY19sYWJlbHOQp21ldHJpY3OUgqRtZXRhhKN2ZXICpHR5cGUBpG' +
    '9wdHOFom5zpG5vZGWic3OgpG5hbWWlbG9hZDGkZGVzY7AxbSBsb2FkIGF2ZXJhZ2UupHVuaXSgpmxhYmVsc5CmdmFsdWVzkYOidHPPGOm4a2hF' +
    'p1+ldmFsdWXLQAw9cKPXCj2kaGFzaACCpG1ldGGEo3ZlcgKkdHlwZQGkb3B0c4WibnOkbm9kZaJzc6CkbmFtZaVsb2FkNaRkZXNjsDVtIGxvYW' +
    'QgYXZlcmFnZS6kdW5pdKCmbGFiZWxzkKZ2YWx1ZXORg6J0c88Y6bhraEWnX6V2YWx1Zcs/+PXCj1wo9qRoYXNoAIKkbWV0YYSjdmVyAqR0eXBl' +
    'AaRvcHRzhaJuc6Rub2RlonNzoKRuYW1lpmxvYWQxNaRkZXNjsTE1bSBsb2FkIGF2ZXJhZ2UupHVuaXSgpmxhYmVsc5CmdmFsdWVzkYOidHPPGO' +
    'm4a2hFp1+ldmFsdWXLQADhR64UeuGkaGFzaACCpG1ldGGEo3ZlcgKkdHlwZQGkb3B0c4WibnOkbm9kZaJzc6V1bmFtZaRuYW1lpGluZm+kZGVz' +
    'Y9lATGFiZWxlZCBzeXN0ZW0gaW5mb3JtYXRpb24gYXMgcHJvdmlkZWQgYnkgdGhlIHVuYW1lIHN5c3RlbSBjYWxsLqR1bml0oKZsYWJlbHOWp3' +
    'N5c25hbWWncmVsZWFzZad2ZXJzaW9up21hY2hpbmWobm9kZW5hbWWqZG9tYWlubmFtZaZ2YWx1ZXORhKJ0c88Y6bhraEXShaV2YWx1Zcs/8AAA' +
    'AAAAAKZsYWJlbHOWpUxpbnV4rzYuMTguNDQtZmMtdjU5NbkjMSBTTVAgUFJFRU1QVF9EWU5BTUlDIEAwpng4Nl82NKJ2baYobm9uZSmkaGFzaM' +
    '/uVzHlbzt59g==',
);

/** From `event_type` with `type metrics`: counter, gauge, histogram and summary, with labels and without. */
export const eventMetrics = bytes(
    'gqRtZXRhg6hjbWV0cmljc4CoZXh0ZXJuYWyAqnByb2Nlc3NpbmeBrXN0YXRpY19sYWJlbHOQp21ldHJpY3OUgqRtZXRhhaN2ZXICpHR5cGUApG' +
    '9wdHOFom5zqmt1YmVybmV0ZXOic3OnbmV0d29ya6RuYW1lrGxvYWRfY291bnRlcqRkZXNjtE5ldHdvcmsgbG9hZCBjb3VudGVypHVuaXSgpmxh' +
    'YmVsc5KoaG9zdG5hbWWjYXBwsGFnZ3JlZ2F0aW9uX3R5cGUCpnZhbHVlc5ODonRzzxjpuGunMBMOpXZhbHVly0AIAAAAAAAApGhhc2gAhKJ0c8' +
    '8Y6bhrpzATDqV2YWx1Zcs/8AAAAAAAAKZsYWJlbHOSqWxvY2FsaG9zdKhjbWV0cmljc6RoYXNozzE//mPvHB2/hKJ0c88Y6bhrpzATDqV2YWx1' +
    'ZctAKEzMzMzMzaZsYWJlbHOSqWxvY2FsaG9zdKR0ZXN0pGhhc2jPkFivsBpBypOCpG1ldGGEo3ZlcgKkdHlwZQGkb3B0c4WibnOqa3ViZXJuZX' +
    'Rlc6Jzc6duZXR3b3JrpG5hbWWqbG9hZF9nYXVnZaRkZXNjsk5ldHdvcmsgbG9hZCBnYXVnZaR1bml0oKZsYWJlbHOQpnZhbHVlc5GDonRzzxjp' +
    'uGunMBMOpXZhbHVlyz/wAAAAAAAApGhhc2gAgqRtZXRhhaN2ZXICpHR5cGUDpG9wdHOFom5zo2s4c6Jzc6RkaXNrpG5hbWWsbG9hZF9zdW1tYX' +
    'J5pGRlc2OxRGlzayBsb2FkIHN1bW1hcnmkdW5pdKCmbGFiZWxzkahteV9sYWJlbKlxdWFudGlsZXOVyz+5mZmZmZmayz/JmZmZmZmayz/TMzMz' +
    'MzMzyz/ZmZmZmZmayz/gAAAAAAAApnZhbHVlc5KDonRzzxjpuGunMBMOp3N1bW1hcnmErXF1YW50aWxlc19zZXQBqXF1YW50aWxlc5XPP/GZmZ' +
    'mZmZrPQAGZmZmZmZrPQApmZmZmZmbPQBGZmZmZmZrPQBYAAAAAAAClY291bnQKo3N1bc9ASc5zU8z/KaRoYXNoAISidHPPGOm4a6cwEw6nc3Vt' +
    'bWFyeYStcXVhbnRpbGVzX3NldAGpcXVhbnRpbGVzlc9AJjhR64UeuADPQECqPXCj1wrPQEY4UeuFHrjPQEvGZmZmZmalY291bnQKo3N1bc9ASc' +
    '5zU8z/KaZsYWJlbHORpm15X3ZhbKRoYXNoz7OWeohdjiRzgqRtZXRhhqN2ZXICpHR5cGUCpG9wdHOFom5zo2s4c6Jzc6duZXR3b3JrpG5hbWWu' +
    'bG9hZF9oaXN0b2dyYW2kZGVzY7ZOZXR3b3JrIGxvYWQgaGlzdG9ncmFtpHVuaXSgpmxhYmVsc5GobXlfbGFiZWynYnVja2V0c5PLP6mZmZmZmZ' +
    'rLQBQAAAAAAADLQCQAAAAAAACwYWdncmVnYXRpb25fdHlwZQCmdmFsdWVzkoOidHPPGOm4a6cwEw6paGlzdG9ncmFtg6didWNrZXRzlAIDBAWj' +
    'c3Vty0CPqCsCDEm6pWNvdW50BaRoYXNoAISidHPPGOm4a6cwEw6paGlzdG9ncmFtg6didWNrZXRzlAIDBAWjc3Vty0CPqCsCDEm6pWNvdW50Ba' +
    'ZsYWJlbHORpm15X3ZhbKRoYXNoz5fAJSvgly+y',
);

/** From `opentelemetry`: one metric of each of OTLP's kinds. */
export const otlpMetrics = bytes(
    'gqRtZXRhg6hjbWV0cmljc4GocHJvZHVjZXKtb3BlbnRlbGVtZXRyeahleHRlcm5hbIOlc2NvcGWCqG1ldGFkYXRhgqRuYW1lqm15LmxpYnJhcn' +
    'mndmVyc2lvbqUxLjAuMKphdHRyaWJ1dGVzgKRvdGxwgadtZXRyaWNzhadjb3VudGVygahyZXF1ZXN0c4GqZGF0YXBvaW50c4HZJGVhOGNkZjc5' +
    'MjRjYjJjMjk6MTcwMDAwMDAwMTAwMDAwMDAwMYK0c3RhcnRfdGltZV91bml4X25hbm/PF5ec/jYqAACxbnVtYmVyX3ZhbHVlX2Nhc2WjaW50pW' +
    'dhdWdlgat0ZW1wZXJhdHVyZYGqZGF0YXBvaW50c4G1MDoxNzAwMDAwMDAxMDAwMDAwMDAwgbFudW1iZXJfdmFsdWVfY2FzZaZkb3VibGWpaGlz' +
    'dG9ncmFtgaVkZWxheYGqZGF0YXBvaW50c4HZJDI4ZThkMWZkMWM1MTNmYzM6MTcwMDAwMDAwMTAwMDAwMDAwMIGnaGFzX3N1bcOtZXhwX2hpc3' +
    'RvZ3JhbYGkc2l6ZYGqZGF0YXBvaW50c4G1MDoxNzAwMDAwMDAxMDAwMDAwMDAwgadoYXNfc3Vtw6dzdW1tYXJ5gadsYXRlbmN5gapkYXRhcG9p' +
    'bnRzgbUwOjE3MDAwMDAwMDEwMDAwMDAwMDCAqHJlc291cmNlgqhtZXRhZGF0YYCqYXR0cmlidXRlc4Gsc2VydmljZS5uYW1lpHNob3CqcHJvY2' +
    'Vzc2luZ4Gtc3RhdGljX2xhYmVsc5CnbWV0cmljc5WCpG1ldGGFo3ZlcgKkdHlwZQCkb3B0c4WibnOgonNzoKRuYW1lqHJlcXVlc3RzpGRlc2Oo' +
    'UmVxdWVzdHOkdW5pdKExpmxhYmVsc5GkcGF0aLBhZ2dyZWdhdGlvbl90eXBlAqZ2YWx1ZXORhqJ0c88Xl5z+ccTKAaV2YWx1ZctDQAAAAAAAAK' +
    'p2YWx1ZV90eXBlAat2YWx1ZV9pbnQ2NM8AIAAAAAAAAaZsYWJlbHORpS9jYXJ0pGhhc2jP6ozfeSTLLCmCpG1ldGGEo3ZlcgKkdHlwZQGkb3B0' +
    'c4WibnOgonNzoKRuYW1lq3RlbXBlcmF0dXJlpGRlc2OhVKR1bml0o0NlbKZsYWJlbHOQpnZhbHVlc5GDonRzzxeXnP5xxMoApXZhbHVly0A1gA' +
    'AAAAAApGhhc2gAgqRtZXRhhaN2ZXICpHR5cGUDpG9wdHOFom5zoKJzc6CkbmFtZadsYXRlbmN5pGRlc2OhTKR1bml0om1zpmxhYmVsc5CpcXVh' +
    'bnRpbGVzkss/4AAAAAAAAMs/7MzMzMzMzaZ2YWx1ZXORg6J0c88Xl5z+ccTKAKdzdW1tYXJ5hK1xdWFudGlsZXNfc2V0AalxdWFudGlsZXOSz0' +
    'AEAAAAAAAAz0AOAAAAAAAApWNvdW50BKNzdW3PQCUAAAAAAACkaGFzaACCpG1ldGGGo3ZlcgKkdHlwZQKkb3B0c4WibnOgonNzoKRuYW1lpWRl' +
    'bGF5pGRlc2OhRKR1bml0oXOmbGFiZWxzkaRwYXRop2J1Y2tldHOSyz/gAAAAAAAAyz/wAAAAAAAAsGFnZ3JlZ2F0aW9uX3R5cGUCpnZhbHVlc5' +
    'GEonRzzxeXnP5xxMoAqWhpc3RvZ3JhbYOnYnVja2V0c5MBAgOjc3Vty0AeAAAAAAAApWNvdW50BqZsYWJlbHORpS9jYXJ0pGhhc2jPKOjR/RxR' +
    'P8OCpG1ldGGFo3ZlcgKkdHlwZQWkb3B0c4WibnOgonNzoKRuYW1lpHNpemWkZGVzY6FTpHVuaXSiQnmmbGFiZWxzkLBhZ2dyZWdhdGlvbl90eX' +
    'BlAaZ2YWx1ZXORg6J0c88Xl5z+ccTKAK1leHBfaGlzdG9ncmFtiqVzY2FsZQGqemVyb19jb3VudAGuemVyb190aHJlc2hvbGTLP1BiTdLxqfyv' +
    'cG9zaXRpdmVfb2Zmc2V0/7Bwb3NpdGl2ZV9idWNrZXRzkgECr25lZ2F0aXZlX29mZnNldAKwbmVnYXRpdmVfYnVja2V0c5EBpWNvdW50BadzdW' +
    '1fc2V0AaNzdW3PQCiAAAAAAACkaGFzaAA=',
);

/** From `event_type` with `type traces`. */
export const eventTraces = bytes(
    'ga1yZXNvdXJjZVNwYW5zkYOocmVzb3VyY2WCqmF0dHJpYnV0ZXOBrHNlcnZpY2UubmFtZbdGbHVlbnQgQml0IFRlc3QgU2VydmljZbhkcm9wcG' +
    'VkX2F0dHJpYnV0ZXNfY291bnQFqnNjaGVtYV91cmzZKGh0dHBzOi8vY3RyYWNlcy9yZXNvdXJjZV9zcGFuX3NjaGVtYV91cmyrc2NvcGVfc3Bh' +
    'bnORg6VzY29wZYSkbmFtZaZjdHJhY2WndmVyc2lvbqVhLmIuY6phdHRyaWJ1dGVzwLhkcm9wcGVkX2F0dHJpYnV0ZXNfY291bnQDpXNwYW5zkt' +
    '4AEKh0cmFjZV9pZNkgODk3YTlkYmZhZDM0ZGRlMjdiZmM3NTM2YzVjYTY3NWSnc3Bhbl9pZLBlMWRlOWNmMTU0MTJjY2VirnBhcmVudF9zcGFu' +
    'X2lkwKt0cmFjZV9zdGF0ZcCkbmFtZaRtYWlupGtpbmQBtHN0YXJ0X3RpbWVfdW5peF9uYW5vzxjpuGukm8afsmVuZF90aW1lX3VuaXhfbmFub8' +
    '8Y6bhrpJvGn6phdHRyaWJ1dGVzhqVhZ2VudKpGbHVlbnQgQml0pHllYXLNB+arb3Blbl9zb3VyY2XDq3RlbXBlcmF0dXJly0A5gAAAAAAAqG15' +
    'X2FycmF5lKVmaXJzdMtAAAAAAAAAAMKTy0AIzMzMzMzNy0AUzMzMzMzNy0AZMzMzMzMzp215LWxpc3SBqGxhbmd1YWdloWO4ZHJvcHBlZF9hdH' +
    'RyaWJ1dGVzX2NvdW50ALRkcm9wcGVkX2V2ZW50c19jb3VudACzZHJvcHBlZF9saW5rc19jb3VudACmZXZlbnRzkYSudGltZV91bml4X25hbm/P' +
    'GOm4a6Sbz7ykbmFtZbhjb25uZWN0IHRvIHJlbW90ZSBzZXJ2ZXKqYXR0cmlidXRlc4Opc3lzY2FsbCAxpm9wZW4oKalzeXNjYWxsIDKpY29ubm' +
    'VjdCgpqXN5c2NhbGwgM6d3cml0ZSgpuGRyb3BwZWRfYXR0cmlidXRlc19jb3VudAClbGlua3OQqnNjaGVtYV91cmzApnN0YXR1c4KkY29kZQCn' +
    'bWVzc2FnZcDeABCodHJhY2VfaWTZIDg5N2E5ZGJmYWQzNGRkZTI3YmZjNzUzNmM1Y2E2NzVkp3NwYW5faWSwZTkyOGIyMGE3ODE4MWI5Y65wYX' +
    'JlbnRfc3Bhbl9pZLBlMWRlOWNmMTU0MTJjY2Viq3RyYWNlX3N0YXRlwKRuYW1lp2RvLXdvcmuka2luZAO0c3RhcnRfdGltZV91bml4X25hbm/P' +
    'GOm4a6Sb1FCyZW5kX3RpbWVfdW5peF9uYW5vzxjpuGukm9RQqmF0dHJpYnV0ZXOAuGRyb3BwZWRfYXR0cmlidXRlc19jb3VudAC0ZHJvcHBlZF' +
    '9ldmVudHNfY291bnQAs2Ryb3BwZWRfbGlua3NfY291bnQApmV2ZW50c5ClbGlua3ORhah0cmFjZV9pZNkgNWViY2UyNzAxMmNkNjlkNTgxN2Mz' +
    'MmE5ZjI3ZWY5YTmnc3Bhbl9pZLBkN2E0NjUwMzU0YTRhZWQ2q3RyYWNlX3N0YXRlqWFhYWJiYmNjY6phdHRyaWJ1dGVzwLhkcm9wcGVkX2F0dH' +
    'JpYnV0ZXNfY291bnQCqnNjaGVtYV91cmzApnN0YXR1c4KkY29kZQCnbWVzc2FnZcCqc2NoZW1hX3VybNklaHR0cHM6Ly9jdHJhY2VzL3Njb3Bl' +
    'X3NwYW5fc2NoZW1hX3VybA==',
);

/** From `opentelemetry`: two spans, the first with an event, a link and a status. */
export const otlpTraces = bytes(
    'ga1yZXNvdXJjZVNwYW5zkYOocmVzb3VyY2WCqmF0dHJpYnV0ZXOCrHNlcnZpY2UubmFtZaRzaG9wp3JldHJpZXMDuGRyb3BwZWRfYXR0cmlidX' +
    'Rlc19jb3VudACqc2NoZW1hX3VybMCrc2NvcGVfc3BhbnORg6VzY29wZYSkbmFtZapteS5saWJyYXJ5p3ZlcnNpb26lMS4wLjCqYXR0cmlidXRl' +
    'c4GhYcO4ZHJvcHBlZF9hdHRyaWJ1dGVzX2NvdW50AKVzcGFuc5LeABCodHJhY2VfaWTZIDViOGVmZmY3OTgwMzgxMDNkMjY5YjYzMzgxM2ZjNj' +
    'Bjp3NwYW5faWSwZWVlMTliN2VjM2MxYjE3NK5wYXJlbnRfc3Bhbl9pZLBlZWUxOWI3ZWMzYzFiMTczq3RyYWNlX3N0YXRlo2s9dqRuYW1lqUdF' +
    'VCAvY2FydKRraW5kArRzdGFydF90aW1lX3VuaXhfbmFub88Xl5z+PYXNFbJlbmRfdGltZV91bml4X25hbm/PF5ec/qyjMrGqYXR0cmlidXRlc4' +
    'KwaHR0cC5zdGF0dXNfY29kZczIpXJhdGlvyz/gAAAAAAAAuGRyb3BwZWRfYXR0cmlidXRlc19jb3VudAC0ZHJvcHBlZF9ldmVudHNfY291bnQA' +
    's2Ryb3BwZWRfbGlua3NfY291bnQApmV2ZW50c5GErnRpbWVfdW5peF9uYW5vzxeXnP5T92UBpG5hbWWqY2FjaGUgbWlzc6phdHRyaWJ1dGVzga' +
    'NrZXmmY2FydDo3uGRyb3BwZWRfYXR0cmlidXRlc19jb3VudAClbGlua3ORhah0cmFjZV9pZNkgNWI4ZWZmZjc5ODAzODEwM2QyNjliNjMzODEz' +
    'ZmM2MGSnc3Bhbl9pZLBlZWUxOWI3ZWMzYzFiMTc1q3RyYWNlX3N0YXRloKphdHRyaWJ1dGVzgLhkcm9wcGVkX2F0dHJpYnV0ZXNfY291bnQAqn' +
    'NjaGVtYV91cmzApnN0YXR1c4KkY29kZQKnbWVzc2FnZaRzbG933gAQqHRyYWNlX2lk2SA1YjhlZmZmNzk4MDM4MTAzZDI2OWI2MzM4MTNmYzYw' +
    'Y6dzcGFuX2lksGVlZTE5YjdlYzNjMWIxNzaucGFyZW50X3NwYW5faWTAq3RyYWNlX3N0YXRlwKRuYW1lpGJhcmWka2luZAG0c3RhcnRfdGltZV' +
    '91bml4X25hbm/PF5ec/jYqAACyZW5kX3RpbWVfdW5peF9uYW5vzxeXnP42KgABqmF0dHJpYnV0ZXOAuGRyb3BwZWRfYXR0cmlidXRlc19jb3Vu' +
    'dAC0ZHJvcHBlZF9ldmVudHNfY291bnQAs2Ryb3BwZWRfbGlua3NfY291bnQApmV2ZW50c5ClbGlua3OQqnNjaGVtYV91cmzApnN0YXR1c4KkY2' +
    '9kZQCnbWVzc2FnZcCqc2NoZW1hX3VybMA=',
);
