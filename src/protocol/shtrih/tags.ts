/** The tags of ФФД 1.2 that a till sends or reads, with their type on the wire (kkt-shtrih.md §2.8, §3.1; marking-codes.md §2; ФНС ЕД-7-20/662@ app. 2). */

export type WireType = 'string' | 'byte' | 'uint32' | 'time' | 'vln' | 'fvln' | 'stlv' | 'bytes';

export const wireTypes = {
  // the document
  1000: 'string', // its name
  1008: 'string', // the buyer's e-mail or phone
  1009: 'string', // the shop's address
  1012: 'time', // date and time
  1013: 'string', // the maker's number of the ККТ
  1017: 'string', // ИНН of the ОФД
  1018: 'string', // ИНН of the shop
  1020: 'vln', // total
  1021: 'string', // cashier
  1031: 'vln', // cash
  1036: 'string', // number of a vending machine
  1037: 'string', // РНМ
  1038: 'uint32', // number of the shift
  1040: 'uint32', // number of the document (ФД)
  1041: 'string', // number of the ФН
  1042: 'uint32', // number of the receipt in its shift
  1046: 'string', // name of the ОФД
  1048: 'string', // name of the shop's owner
  1054: 'byte', // sale, return, purchase, return of a purchase
  1055: 'byte', // taxation, one bit
  1059: 'stlv', // item
  1077: 'bytes', // fiscal sign (ФП): two bytes, then the number, high byte first
  1081: 'vln', // cashless
  1084: 'stlv', // a further detail of the user
  1085: 'string',
  1086: 'string',
  1102: 'vln', // sums of taxes
  1103: 'vln',
  1104: 'vln',
  1105: 'vln',
  1106: 'vln',
  1107: 'vln',
  1117: 'string', // the sender's e-mail
  1125: 'byte', // sold in the internet
  1173: 'byte', // correction: 0 of one's own, 1 ordered
  1174: 'stlv', // reason of a correction
  1178: 'time', // the day corrected
  1179: 'string', // number of the order
  1187: 'string', // place of the till
  1188: 'string', // version of the ККТ
  1192: 'string', // a further detail of the document
  1203: 'string', // the cashier's ИНН
  1205: 'uint32', // reasons of a new registration, bits
  1209: 'byte', // version of ФФД
  1215: 'vln', // paid in advance
  1216: 'vln', // on credit
  1217: 'vln', // by goods in exchange
  1256: 'stlv', // the buyer
  1227: 'string',
  1228: 'string',
  1243: 'string',
  1244: 'string',
  1245: 'string',
  1246: 'string',
  1254: 'string',
  1261: 'stlv', // trade detail of the document
  // the item
  1023: 'fvln', // quantity
  1030: 'string', // name
  1043: 'vln', // cost
  1079: 'vln', // price
  1163: 'stlv', // code of the goods
  1191: 'string', // a further detail
  1198: 'vln', // VAT of one unit
  1199: 'byte', // VAT rate
  1200: 'vln', // VAT of the item
  1212: 'byte', // what is sold
  1214: 'byte', // how it is paid
  1222: 'byte', // kind of agent, bits
  1223: 'stlv', // the agent
  1005: 'string',
  1016: 'string',
  1026: 'string',
  1044: 'string',
  1073: 'string',
  1074: 'string',
  1075: 'string',
  1224: 'stlv', // the supplier
  1171: 'string',
  1225: 'string',
  1226: 'string', // the supplier's ИНН
  1229: 'vln', // excise
  1230: 'string', // country of origin
  1231: 'string', // number of the customs declaration
  1260: 'stlv', // trade detail of the item: the permission regime
  1262: 'string',
  1263: 'string',
  1264: 'string',
  1265: 'string',
  1291: 'stlv', // part of a package
  1292: 'string',
  1293: 'vln',
  1294: 'vln',
  2108: 'byte', // measure of quantity
  // marking
  2000: 'bytes', // the marking code: it holds separators, which no text may
  2003: 'byte', // planned status
  2004: 'byte', // result of ФН
  2005: 'byte', // result of ОИСМ
  2100: 'byte', // kind of code
  2102: 'byte', // mode, always 0
  2105: 'byte', // how the request was understood
  2106: 'byte', // result of the check
  2107: 'byte', // there are results other than good
  2109: 'byte', // status by ОИСМ
  2110: 'byte', // status given
  2114: 'time', // when ОИСМ was asked
  2115: 'string', // control code
} as const satisfies Readonly<Record<number, WireType>>;

export type KnownTag = keyof typeof wireTypes;
